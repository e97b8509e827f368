/** The injected clock. */
@NullMarked
package cn.mejene.kernel.clock;

import org.jspecify.annotations.NullMarked;
