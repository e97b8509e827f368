package cn.mejene.members;

import cn.mejene.kernel.call.Language;
import cn.mejene.kernel.config.ConfigException;
import cn.mejene.kernel.config.Required;
import cn.mejene.kernel.config.Yaml;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The texts of the guidance ({@code templates/guidance.yaml}). Immutable; checked when it is loaded.
 *
 * @param general for everybody, by language tag
 * @param byAge more for an age, the first that fits
 */
record GuidanceTexts(Map<String, List<Text>> general, List<Group> byAge) {
    private static final String FILE = "templates/guidance.yaml";

    /** One piece of advice. */
    record Text(String title, String text) {
        Text {
            Required.field("title", title);
            Required.field("text", text);
        }
    }

    /** @param under the age, in years, that this is no longer for */
    record Group(long under, Map<String, List<Text>> texts) {}

    GuidanceTexts {
        requireLanguages(Required.field("general", general));
        Required.field("byAge", byAge).forEach(group -> requireLanguages(group.texts()));
    }

    private static void requireLanguages(Map<String, List<Text>> texts) {
        for (var language : Language.values()) {
            Required.field(language.tag(), texts.get(language.tag()));
        }
    }

    static GuidanceTexts load() {
        try (var in = GuidanceTexts.class.getClassLoader().getResourceAsStream(FILE)) {
            if (in == null) {
                throw new ConfigException("the resource " + FILE + " is missing");
            }
            var text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            return Yaml.bind(FILE, Yaml.tree(FILE, text), GuidanceTexts.class);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    List<Text> general(Language language) {
        return general.getOrDefault(language.tag(), List.of());
    }

    /** What fits an age, before what is for everybody. */
    List<Text> forAge(long years, Language language) {
        var fitting = byAge.stream()
                .filter(group -> years < group.under())
                .findFirst()
                .map(group -> group.texts().getOrDefault(language.tag(), List.of()))
                .orElse(List.of());
        return Stream.concat(fitting.stream(), general(language).stream()).toList();
    }
}
