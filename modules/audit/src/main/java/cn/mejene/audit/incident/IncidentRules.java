package cn.mejene.audit.incident;

import cn.mejene.kernel.call.Language;
import cn.mejene.kernel.config.ConfigException;
import cn.mejene.kernel.config.Required;
import cn.mejene.vault.KeyClass;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * {@code config/policy/incidents.yaml}.
 *
 * @param reportable levels that the regulator is told of
 * @param regulatorWithinCritical the same for operators of critical information infrastructure
 * @param draft what a notice begins with, by language
 */
public record IncidentRules(
        Set<String> reportable,
        Duration regulatorWithin,
        Duration regulatorWithinCritical,
        Duration finalWithin,
        Duration notifyWithin,
        List<Category> categories,
        Map<String, NoticeText> draft) {
    static final String OTHER = "other";

    /**
     * A kind of personal data as people are told of it.
     *
     * @param resources types of things in the log
     * @param keys classes of keys
     * @param title by language
     */
    record Category(String id, Set<String> resources, Set<String> keys, Map<String, String> title) {
        Category {
            requireLanguages("categories." + id, title);
            var known = Arrays.stream(KeyClass.values()).map(KeyClass::word).collect(Collectors.toSet());
            if (!known.containsAll(keys)) {
                throw new ConfigException("incidents.yaml: categories." + id + ".keys are classes of keys");
            }
        }
    }

    public IncidentRules {
        Required.field("reportable", reportable);
        Required.field("regulatorWithin", regulatorWithin);
        Required.field("regulatorWithinCritical", regulatorWithinCritical);
        Required.field("finalWithin", finalWithin);
        Required.field("notifyWithin", notifyWithin);
        requireLanguages("draft", Required.field("draft", draft));
        if (categories.stream().noneMatch(c -> c.id().equals(OTHER))) {
            throw new ConfigException("incidents.yaml: one of the categories is '" + OTHER + "'");
        }
    }

    private static void requireLanguages(String key, Map<String, ?> texts) {
        for (var language : Language.values()) {
            Required.field(key + "." + language.tag(), texts.get(language.tag()));
        }
    }

    boolean isReportable(String level) {
        return reportable.contains(level);
    }

    Duration regulatorWithin(boolean critical) {
        return critical ? regulatorWithinCritical : regulatorWithin;
    }

    /** Categories by type of resource, each a list with commas. */
    Map<String, String> byResource() {
        var all = new LinkedHashMap<String, String>();
        for (var category : categories) {
            category.resources().forEach(type -> all.merge(type, category.id(), (a, b) -> a + "," + b));
        }
        return all;
    }

    List<String> ofKeys(Set<KeyClass> classes) {
        var words = classes.stream().map(KeyClass::word).collect(Collectors.toSet());
        return ids(category -> category.keys().stream().anyMatch(words::contains));
    }

    private List<String> ids(Predicate<Category> which) {
        var found = new TreeSet<String>();
        categories.stream().filter(which).forEach(category -> found.add(category.id()));
        return List.copyOf(found);
    }

    /** What the categories are called, in the order of the file. */
    String titles(Collection<String> ids, Language language) {
        return categories.stream()
                .filter(category -> ids.contains(category.id()))
                .map(category -> category.title().getOrDefault(language.tag(), category.id()))
                .collect(Collectors.joining(language == Language.EN ? "; " : "；"));
    }
}
