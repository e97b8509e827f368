package cn.mejene.notifications.mail;

import cn.mejene.kernel.outbound.Outbound;
import cn.mejene.notifications.provider.Outcome;
import cn.mejene.notifications.provider.Outgoing;
import cn.mejene.notifications.provider.Provider;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.ext.mail.LoginOption;
import io.vertx.ext.mail.MailClient;
import io.vertx.ext.mail.MailConfig;
import io.vertx.ext.mail.MailMessage;
import io.vertx.ext.mail.SMTPException;
import io.vertx.ext.mail.StartTLSOptions;
import java.util.List;

/**
 * Hands e-mail to an SMTP server. Each mail has its key as Message-ID, by which mailboxes recognise a repeat, and, where
 * it can be unsubscribed, the fields for one click (RFC 8058). Thread-safe.
 */
public final class SmtpProvider implements Provider {
    private static final int TLS_PORT = 465;
    private static final int PERMANENT = 500;
    private static final int NO_SUCH_MAILBOX = 550;

    private final SmtpConfig config;
    private final MailClient client;

    public SmtpProvider(Vertx vertx, Outbound outbound, SmtpConfig config) {
        outbound.requireThirdParty("mail-provider", List.of("email", "text"), config.host());
        this.config = config;
        this.client = MailClient.create(vertx, settings(config));
    }

    private static MailConfig settings(SmtpConfig config) {
        boolean tls = config.port() == TLS_PORT;
        var settings = new MailConfig()
                .setHostname(config.host())
                .setPort(config.port())
                .setSsl(tls)
                .setStarttls(config.plain() || tls ? StartTLSOptions.DISABLED : StartTLSOptions.REQUIRED)
                .setLogin(LoginOption.REQUIRED)
                .setUsername(config.user())
                .setPassword(config.password().value())
                .setOwnHostname(config.domain())
                .setMaxPoolSize(config.connections())
                .setUserAgent("Mejene");
        settings.setConnectTimeout((int) config.timeout().toMillis());
        settings.setHostnameVerificationAlgorithm("HTTPS");
        return settings;
    }

    @Override
    public String name() {
        return "smtp";
    }

    @Override
    public boolean recognisesRepeats() {
        return true;
    }

    @Override
    public Future<Outcome> send(Outgoing message) {
        var mail = new MailMessage()
                .setFrom(config.from())
                .setTo(message.to())
                .setSubject(message.title())
                .setText(message.text())
                .setHeaders(headers(message));
        return client.sendMail(mail)
                .map(_ -> Outcome.taken(null))
                .recover(failure -> Future.succeededFuture(outcome(failure)));
    }

    private MultiMap headers(Outgoing message) {
        var headers = MultiMap.caseInsensitiveMultiMap()
                .add("Message-ID", "<" + message.key() + "@" + config.domain() + ">")
                .add("Content-Language", message.language().tag())
                .add("Auto-Submitted", "auto-generated");
        var unsubscribe = message.unsubscribe();
        if (unsubscribe != null) {
            headers.add("List-Unsubscribe", "<" + unsubscribe + ">")
                    .add("List-Unsubscribe-Post", "List-Unsubscribe=One-Click");
        }
        return headers;
    }

    /** The server's number tells; its text may quote the address. */
    private static Outcome outcome(Throwable failure) {
        if (!(failure instanceof SMTPException answered)) {
            return Outcome.unanswered("no-answer");
        }
        int code = answered.getReplyCode();
        if (code == NO_SUCH_MAILBOX) {
            return Outcome.gone("smtp-" + code);
        }
        return code >= PERMANENT ? Outcome.refused("smtp-" + code) : Outcome.failed("smtp-" + code);
    }
}
