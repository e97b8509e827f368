/** What can be broken, each fault with its own healing. */
@NullMarked
package cn.mejene.chaos.fault;

import org.jspecify.annotations.NullMarked;
