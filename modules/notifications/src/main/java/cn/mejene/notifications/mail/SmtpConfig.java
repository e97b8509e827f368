package cn.mejene.notifications.mail;

import cn.mejene.kernel.config.ConfigException;
import cn.mejene.kernel.config.Required;
import cn.mejene.kernel.config.Secret;
import java.time.Duration;
import java.util.Objects;

/**
 * The server that e-mail leaves through (key {@code modules.notifications.mail}).
 *
 * @param port 465 speaks TLS from the first byte, any other changes to it by STARTTLS
 * @param plain whether it may go without TLS; only to this machine
 * @param from who the mails are from, e.g. {@code notice@mejene.cn}
 * @param timeout how long one sending may take; 10 s when absent
 * @param connections most at once; 16 when absent
 */
public record SmtpConfig(
        String host,
        Integer port,
        Boolean plain,
        String user,
        Secret password,
        String from,
        Duration timeout,
        Integer connections) {
    private static final Duration USUAL = Duration.ofSeconds(10);
    private static final int CONNECTIONS = 16;

    public SmtpConfig {
        Required.field("host", host);
        Required.field("port", port);
        Required.field("user", user);
        Required.field("password", password);
        Required.field("from", from);
        plain = Objects.requireNonNullElse(plain, false);
        timeout = Objects.requireNonNullElse(timeout, USUAL);
        connections = Objects.requireNonNullElse(connections, CONNECTIONS);
        if (from.indexOf('@') < 1) {
            throw new ConfigException("from must be an e-mail address");
        }
        if (plain && !host.equals("127.0.0.1")) {
            throw new ConfigException("mail leaves this machine by TLS only");
        }
    }

    String domain() {
        return from.substring(from.indexOf('@') + 1);
    }
}
