package cn.mejene.notifications;

import cn.mejene.kernel.config.Required;
import cn.mejene.notifications.sms.SmsConfig;

/**
 * Configuration of the module.
 *
 * @param sms the provider of text messages
 */
record NotificationsConfig(SmsConfig sms) {

    NotificationsConfig {
        Required.field("sms", sms);
    }
}
