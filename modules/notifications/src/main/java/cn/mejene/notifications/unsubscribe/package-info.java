/** Ways to end what is sent: the link in an e-mail, the reply to a text message. */
@NullMarked
package cn.mejene.notifications.unsubscribe;

import org.jspecify.annotations.NullMarked;
