/** E-mail through an SMTP server. */
@NullMarked
package cn.mejene.notifications.mail;

import org.jspecify.annotations.NullMarked;
