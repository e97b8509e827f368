/** The fault tool: scenarios that break a system of their own and count what it kept of its promises. */
@NullMarked
package cn.mejene.chaos;

import org.jspecify.annotations.NullMarked;
