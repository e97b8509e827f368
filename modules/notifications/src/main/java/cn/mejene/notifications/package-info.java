/** What the platform tells people: the inbox in the app, and messages that leave through providers. */
@NullMarked
package cn.mejene.notifications;

import org.jspecify.annotations.NullMarked;
