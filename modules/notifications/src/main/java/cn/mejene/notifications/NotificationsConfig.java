package cn.mejene.notifications;

import cn.mejene.kernel.config.ConfigException;
import cn.mejene.kernel.config.Required;
import cn.mejene.notifications.delivery.DispatchConfig;
import cn.mejene.notifications.mail.SmtpConfig;
import cn.mejene.notifications.push.PushConfig;
import cn.mejene.notifications.sms.SmsConfig;
import java.net.URI;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Configuration of the module.
 *
 * @param publicUrl where members reach the platform, for the links in e-mails; without a slash at its end
 * @param sms the providers of text messages
 * @param mail the server that e-mail leaves through
 * @param alerts e-mail address of those who must know what is overdue; nobody is told without one
 * @param push the push services
 * @param dispatch how messages leave
 */
record NotificationsConfig(
        URI publicUrl,
        SmsConfig sms,
        SmtpConfig mail,
        @Nullable String alerts,
        PushConfig push,
        DispatchConfig dispatch) {

    NotificationsConfig {
        Required.field("publicUrl", publicUrl);
        Required.field("sms", sms);
        Required.field("mail", mail);
        if (alerts != null && alerts.indexOf('@') < 1) {
            throw new ConfigException("alerts must be an e-mail address");
        }
        push = Objects.requireNonNullElseGet(push, PushConfig::none);
        dispatch = Objects.requireNonNullElseGet(dispatch, DispatchConfig::usual);
    }
}
