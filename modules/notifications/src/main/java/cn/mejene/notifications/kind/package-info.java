/** The kinds of notices: what they are by nature, which events tell them, how they go out, what they say. */
@NullMarked
package cn.mejene.notifications.kind;

import org.jspecify.annotations.NullMarked;
