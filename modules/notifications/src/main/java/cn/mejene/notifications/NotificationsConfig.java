package cn.mejene.notifications;

import cn.mejene.kernel.config.Required;
import cn.mejene.notifications.delivery.DispatchConfig;
import cn.mejene.notifications.mail.SmtpConfig;
import cn.mejene.notifications.push.PushConfig;
import cn.mejene.notifications.sms.SmsConfig;
import java.net.URI;
import java.util.Objects;

/**
 * Configuration of the module.
 *
 * @param publicUrl where members reach the platform, for the links in e-mails; without a slash at its end
 * @param sms the providers of text messages
 * @param mail the server that e-mail leaves through
 * @param push the push services
 * @param dispatch how messages leave
 */
record NotificationsConfig(URI publicUrl, SmsConfig sms, SmtpConfig mail, PushConfig push, DispatchConfig dispatch) {

    NotificationsConfig {
        Required.field("publicUrl", publicUrl);
        Required.field("sms", sms);
        Required.field("mail", mail);
        push = Objects.requireNonNullElseGet(push, PushConfig::none);
        dispatch = Objects.requireNonNullElseGet(dispatch, DispatchConfig::usual);
    }
}
