package cn.mejene.notifications.provider;

import cn.mejene.kernel.call.Language;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One message as it leaves: made up at that moment, kept nowhere.
 *
 * @param key by which a provider recognises a repeat; no message has another's
 * @param to number, address or token
 * @param template name of the text, which text-message providers have their own codes for
 * @param values what fills the provider's template, text messages only
 * @param title title or subject, with {@code text} for what is no text message
 * @param unsubscribe address that ends such messages by one POST; null when nothing can or no link fits
 */
public record Outgoing(
        String key,
        String to,
        String template,
        Map<String, String> values,
        String title,
        String text,
        Language language,
        @Nullable String unsubscribe) {

    /** A text message from a provider's own template. */
    public static Outgoing templated(String key, String to, String template, Map<String, String> values) {
        return new Outgoing(key, to, template, values, "", "", Language.ZH_HANS, null);
    }

    Outgoing withKey(String other) {
        return new Outgoing(other, to, template, values, title, text, language, unsubscribe);
    }

    /** Shows neither the receiver nor the content. */
    @Override
    public String toString() {
        return "Outgoing[" + template + "]";
    }
}
