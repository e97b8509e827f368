/** A call across the bus: who asks what, and the one form of answer. */
@NullMarked
package cn.mejene.kernel.call;

import org.jspecify.annotations.NullMarked;
