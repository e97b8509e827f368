/** The inbox: messages made from events, whose text is made when they are read. */
@NullMarked
package cn.mejene.notifications.inbox;

import org.jspecify.annotations.NullMarked;
