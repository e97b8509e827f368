/** Announcements that staff send to members who opted into them. */
@NullMarked
package cn.mejene.notifications.campaign;

import org.jspecify.annotations.NullMarked;
