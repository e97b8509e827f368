package cn.mejene.notifications.inbox;

import cn.mejene.kernel.call.Language;
import cn.mejene.kernel.config.ConfigException;
import cn.mejene.kernel.config.Required;
import cn.mejene.kernel.config.Yaml;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The texts of the inbox ({@code templates/inbox.yaml}), by language tag. Places in them are written {@code {clinic}}
 * and {@code {record}}. Immutable; checked for completeness when it is loaded.
 *
 * @param messages title and text of each kind of message
 * @param records what each kind of record is called
 * @param someClinic what a clinic is called whose name is not known
 */
record InboxTemplates(
        Map<String, Map<String, Template>> messages,
        Map<String, Map<String, String>> records,
        Map<String, String> someClinic) {
    private static final String FILE = "templates/inbox.yaml";

    /** Title and text of one kind of message in one language. */
    record Template(String title, String text) {
        Template {
            Required.field("title", title);
            Required.field("text", text);
        }

        Template filledWith(Map<String, String> places) {
            return new Template(fill(title, places), fill(text, places));
        }

        private static String fill(String text, Map<String, String> places) {
            var filled = text;
            for (var place : places.entrySet()) {
                filled = filled.replace("{" + place.getKey() + "}", place.getValue());
            }
            return filled;
        }
    }

    InboxTemplates {
        Required.field("messages", messages).forEach((kind, texts) -> requireLanguages("messages." + kind, texts));
        Required.field("records", records).forEach((kind, names) -> requireLanguages("records." + kind, names));
        requireLanguages("someClinic", Required.field("someClinic", someClinic));
    }

    private static void requireLanguages(String key, Map<String, ?> texts) {
        for (var language : Language.values()) {
            Required.field(key + "." + language.tag(), texts.get(language.tag()));
        }
    }

    static InboxTemplates load() {
        try (var in = InboxTemplates.class.getClassLoader().getResourceAsStream(FILE)) {
            if (in == null) {
                throw new ConfigException("the resource " + FILE + " is missing");
            }
            var text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            return Yaml.bind(FILE, Yaml.tree(FILE, text), InboxTemplates.class);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** @throws IllegalStateException when no template tells this kind of message */
    Template message(String kind, Language language) {
        return in(language, messages.get(kind), kind);
    }

    String record(String kind, Language language) {
        return in(language, records.get(kind), kind);
    }

    String someClinic(Language language) {
        return in(language, someClinic, "someClinic");
    }

    private static <T> T in(Language language, @Nullable Map<String, T> texts, String kind) {
        var text = texts == null ? null : texts.get(language.tag());
        if (text == null) {
            throw new IllegalStateException(FILE + " has no " + kind);
        }
        return text;
    }
}
