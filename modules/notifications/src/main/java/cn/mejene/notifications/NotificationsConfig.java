package cn.mejene.notifications;

import cn.mejene.kernel.config.Required;
import cn.mejene.notifications.delivery.DispatchConfig;
import cn.mejene.notifications.mail.SmtpConfig;
import cn.mejene.notifications.sms.SmsConfig;
import java.net.URI;
import java.util.Objects;

/**
 * Configuration of the module.
 *
 * @param publicUrl where members reach the platform, for the links in e-mails; without a slash at its end
 * @param sms the provider of text messages
 * @param mail the server that e-mail leaves through
 * @param dispatch how messages leave
 */
record NotificationsConfig(URI publicUrl, SmsConfig sms, SmtpConfig mail, DispatchConfig dispatch) {

    NotificationsConfig {
        Required.field("publicUrl", publicUrl);
        Required.field("sms", sms);
        Required.field("mail", mail);
        dispatch = Objects.requireNonNullElseGet(dispatch, DispatchConfig::usual);
    }
}
