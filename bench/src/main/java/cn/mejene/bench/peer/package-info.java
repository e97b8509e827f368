/** Who is compared: each takes the same uploads in its own protocol. */
@NullMarked
package cn.mejene.bench.peer;

import org.jspecify.annotations.NullMarked;
