package cn.mejene.notifications.delivery;

import cn.mejene.kernel.call.Language;
import cn.mejene.notifications.kind.Kinds;
import cn.mejene.notifications.kind.Text;
import cn.mejene.notifications.provider.Outgoing;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** Makes up what a delivery says, in the member's language, at the moment it leaves. Stateless. */
public final class Composer {
    /** The one text message that guardians are sent, whatever it is about. */
    private static final String GUARDIAN = "guardian-notice";

    private final Kinds kinds;
    private final Announced announced;
    private final Function<String, String> unsubscribeLink;

    /** Texts that staff wrote, by the id of the campaign. */
    @FunctionalInterface
    public interface Announced {
        Optional<Text> text(String campaignId, Language language);
    }

    /** @param unsubscribeLink the link by the id of the delivery that it ends */
    public Composer(Kinds kinds, Announced announced, Function<String, String> unsubscribeLink) {
        this.kinds = kinds;
        this.announced = announced;
        this.unsubscribeLink = unsubscribeLink;
    }

    Outgoing compose(Delivery delivery, String key, String to, Language language) {
        return switch (delivery.way()) {
            case EMAIL -> mail(delivery, key, to, language);
            case SMS -> Outgoing.templated(key, to, delivery.kind(), Map.of("title", title(delivery, language)));
            case GUARDIAN -> Outgoing.templated(key, to, GUARDIAN, Map.of("title", title(delivery, language)));
            case PUSH -> {
                var text = kinds.push(language);
                yield new Outgoing(key, to, delivery.kind(), Map.of(), text.title(), text.text(), language, null);
            }
            case INBOX -> throw new IllegalStateException("the inbox has no provider");
        };
    }

    private String title(Delivery delivery, Language language) {
        return announced
                .text(delivery.notice(), language)
                .orElseGet(() -> kinds.mail(delivery.kind(), language).filledWith(kinds.generalPlaces(language)))
                .title();
    }

    private Outgoing mail(Delivery delivery, String key, String to, Language language) {
        var optional = kinds.kind(delivery.kind()).nature().isOptional();
        var link = optional ? unsubscribeLink.apply(delivery.id()) : null;
        var text = announced.text(delivery.notice(), language).orElseGet(() -> kinds.mail(delivery.kind(), language)
                .filledWith(kinds.generalPlaces(language)));
        var body = text.text() + "\n\n" + kinds.ending(language, link) + "\n";
        return new Outgoing(key, to, delivery.kind(), Map.of(), text.title(), body, language, link);
    }
}
