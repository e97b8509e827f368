/** Text messages through Alibaba Cloud and Tencent Cloud, and what these tell of them. */
@NullMarked
package cn.mejene.notifications.sms;

import org.jspecify.annotations.NullMarked;
