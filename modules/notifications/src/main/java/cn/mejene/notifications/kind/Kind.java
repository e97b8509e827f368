package cn.mejene.notifications.kind;

import cn.mejene.kernel.call.Language;
import cn.mejene.kernel.config.ConfigException;
import cn.mejene.kernel.config.Required;
import cn.mejene.kernel.event.Event;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One kind of notice.
 *
 * @param nature marketing unless declared
 * @param channels how it goes out
 * @param event which event tells it; null for what is sent by campaigns
 * @param where what the event's data must be, by name
 * @param having which data the event must have
 * @param texts by language tag; absent where each campaign brings its own
 * @param mail what e-mails say instead
 */
public record Kind(
        Nature nature,
        Set<Way> channels,
        @Nullable String event,
        Map<String, String> where,
        List<String> having,
        Map<String, Text> texts,
        Map<String, Text> mail) {

    public Kind {
        nature = Objects.requireNonNullElse(nature, Nature.MARKETING);
        channels = Set.copyOf(Required.field("channels", channels));
        where = Map.copyOf(Objects.requireNonNullElse(where, Map.of()));
        having = List.copyOf(Objects.requireNonNullElse(having, List.of()));
        texts = Map.copyOf(Objects.requireNonNullElse(texts, Map.of()));
        mail = Map.copyOf(Objects.requireNonNullElse(mail, texts));
        for (var channel : channels) {
            if (!nature.allows(channel)) {
                throw new ConfigException("a notice that is " + nature + " does not go out by " + channel);
            }
        }
        if (nature == Nature.SERVICE && channels.contains(Way.PUSH) && !channels.contains(Way.INBOX)) {
            throw new ConfigException("a push that an objection stops must be found in the inbox too");
        }
        if (event != null) {
            for (var language : Language.values()) {
                Required.field("texts." + language.tag(), texts.get(language.tag()));
            }
        }
    }

    boolean isToldBy(Event told) {
        var data = told.data();
        return told.type().equals(event)
                && data.keySet().containsAll(having)
                && where.entrySet().stream()
                        .allMatch(wanted -> wanted.getValue().equals(data.get(wanted.getKey())));
    }
}
