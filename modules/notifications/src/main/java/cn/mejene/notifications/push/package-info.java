/** Push messages: device tokens, and the services that reach devices. */
@NullMarked
package cn.mejene.notifications.push;

import org.jspecify.annotations.NullMarked;
