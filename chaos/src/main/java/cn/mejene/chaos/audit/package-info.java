/** The access log put to the test: changed behind its back, written while nodes die, taken away. */
@NullMarked
package cn.mejene.chaos.audit;

import org.jspecify.annotations.NullMarked;
