package cn.mejene.services.sandbox;

import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.Map;

/**
 * A text message that would have left.
 *
 * @param to E.164
 * @param template the provider's template code
 * @param text as the phone would show it
 * @param data the template's parameters
 * @param at when it was sent, by the application's clock
 */
record SmsMessage(String to, String template, String text, Map<String, String> data, Instant at) {
    JsonObject toJson() {
        return new JsonObject()
                .put("channel", "sms")
                .put("to", to)
                .put("template", template)
                .put("text", text)
                .put("data", new JsonObject(Map.copyOf(data)))
                .put("at", at.toString());
    }
}
