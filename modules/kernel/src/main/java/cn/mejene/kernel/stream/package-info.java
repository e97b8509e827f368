/** The one protocol for bodies that never cross the bus: begin, bytes, commit or abort. */
@NullMarked
package cn.mejene.kernel.stream;

import org.jspecify.annotations.NullMarked;
