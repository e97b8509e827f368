package cn.mejene.services.sandbox;

import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.Map;

/**
 * A message that would have left.
 *
 * @param channel {@code sms}, {@code email} or {@code push}
 * @param to E.164 number, e-mail address or device token
 * @param template the provider's template code; for what has none, the provider
 * @param text as the receiver would see it
 * @param data the template's parameters, or what else came with it
 * @param at when it was sent, by the application's clock where the protocol tells it
 */
public record SentMessage(
        String channel, String to, String template, String text, Map<String, String> data, Instant at) {
    JsonObject toJson() {
        return new JsonObject()
                .put("channel", channel)
                .put("to", to)
                .put("template", template)
                .put("text", text)
                .put("data", new JsonObject(Map.copyOf(data)))
                .put("at", at.toString());
    }
}
