/** Text messages through Alibaba Cloud's dysmsapi. */
@NullMarked
package cn.mejene.notifications.sms;

import org.jspecify.annotations.NullMarked;
