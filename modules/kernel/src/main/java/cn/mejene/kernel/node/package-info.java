/** What one node runs for its modules: dispatch, presence, relay, consumers, jobs; put together by {@code Kernel}. */
@NullMarked
package cn.mejene.kernel.node;

import org.jspecify.annotations.NullMarked;
