package cn.mejene.kernel.event;

import cn.mejene.kernel.Ids;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Something that happened, told with ids only. The constructor refuses any value that is not an id or a fixed
 * kebab-case word, so personal data cannot travel in an event.
 *
 * @param id the event's own id, {@code evt_…}; consumers recognise repeats by it
 * @param type {@code <module>.<what-happened>}
 * @param key partition key, usually the member's id: events of one key stay in order
 * @param data ids and fixed words by name
 */
public record Event(String id, String type, String key, Map<String, String> data) {
    private static final Pattern TYPE = Pattern.compile("[a-z]+\\.[a-z]+(-[a-z]+)*");
    /** No six digits in a row: neither a phone number nor a code. */
    private static final Pattern WORD = Pattern.compile("(?!.*[0-9]{6})[a-z]+(-[a-z0-9]+)*");

    public Event {
        data = Map.copyOf(data);
        if (!Ids.isId("evt", id)) {
            throw new IllegalArgumentException("an event's own id begins with evt_");
        }
        if (!TYPE.matcher(type).matches()) {
            throw new IllegalArgumentException("an event type is <module>.<what-happened>, not " + type);
        }
        require(key);
        data.values().forEach(Event::require);
    }

    public static Event of(String type, String key, Map<String, String> data) {
        return new Event(Ids.make("evt"), type, key, data);
    }

    /** A datum that must be there. */
    public String get(String name) {
        var value = data.get(name);
        if (value == null) {
            throw new IllegalStateException("event " + id + " has no " + name);
        }
        return value;
    }

    /** The module that tells it; its topic is {@code <module>.events}. */
    public String module() {
        return type.substring(0, type.indexOf('.'));
    }

    public String topic() {
        return module() + ".events";
    }

    private static void require(String value) {
        if (!Ids.isId(value) && !(value.length() <= 40 && WORD.matcher(value).matches())) {
            throw new IllegalArgumentException("an event carries only ids and fixed words");
        }
    }
}
