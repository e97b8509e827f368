/** Messages on their way: queued with the event, checked, addressed and handed over when they leave. */
@NullMarked
package cn.mejene.notifications.delivery;

import org.jspecify.annotations.NullMarked;
