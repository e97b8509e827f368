/** One node: its main program, its boot and its end. */
@NullMarked
package cn.mejene.gateway;

import org.jspecify.annotations.NullMarked;
