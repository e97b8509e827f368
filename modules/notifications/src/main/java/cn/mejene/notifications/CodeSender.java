package cn.mejene.notifications;

import cn.mejene.kernel.Ids;
import cn.mejene.kernel.Problem;
import cn.mejene.kernel.call.Language;
import cn.mejene.kernel.call.MessagePort;
import cn.mejene.notifications.kind.Kinds;
import cn.mejene.notifications.provider.Outcome;
import cn.mejene.notifications.provider.Outgoing;
import cn.mejene.notifications.provider.Route;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends codes at once, past everything that waits: over connections and breakers of their own, to the next provider as
 * soon as one fails. A code that arrives twice does no harm. Virtual threads only.
 */
final class CodeSender implements MessagePort {
    private static final Logger LOG = LoggerFactory.getLogger(CodeSender.class);

    private final Route sms;
    private final Route mail;
    private final Kinds kinds;

    CodeSender(Route sms, Route mail, Kinds kinds) {
        this.sms = sms;
        this.mail = mail;
        this.kinds = kinds;
    }

    /**
     * Sends one message.
     *
     * @throws Problem 503 {@code message-not-sent} when no provider takes it; if one did not answer, it may still arrive
     */
    @Override
    public void send(Message message) {
        var ended =
                switch (message.channel()) {
                    case SMS ->
                        sms.send(Outgoing.templated(key(), message.to(), message.template(), message.values()))
                                .await();
                    case EMAIL -> mail.send(mail(message)).await();
                    case PUSH ->
                        throw new IllegalStateException("a push message carries no content, so no code either");
                };
        if (!ended.outcome().isTaken()) {
            refuse(message, ended.provider().name(), ended.outcome());
        }
    }

    private Outgoing mail(Message message) {
        var text = kinds.code(message.template(), Language.ZH_HANS).filledWith(message.values());
        var english = kinds.code(message.template(), Language.EN).filledWith(message.values());
        return new Outgoing(
                key(),
                message.to(),
                message.template(),
                message.values(),
                text.title() + " / " + english.title(),
                text.text() + "\n\n" + english.text() + "\n",
                Language.ZH_HANS,
                null);
    }

    private static String key() {
        return Ids.make("cod");
    }

    private static void refuse(Message message, String provider, Outcome outcome) {
        LOG.atWarn()
                .addKeyValue("template", message.template())
                .addKeyValue("provider", provider)
                .addKeyValue("code", outcome.code())
                .log("message could not be sent");
        throw Problem.of(503, "message-not-sent", "The message could not be sent; try again.")
                .header("Retry-After", "5");
    }
}
