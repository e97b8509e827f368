/** What all providers of messages have in common: one message, its outcome, the guard around each provider. */
@NullMarked
package cn.mejene.notifications.provider;

import org.jspecify.annotations.NullMarked;
