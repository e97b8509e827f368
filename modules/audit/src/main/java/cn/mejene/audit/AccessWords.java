package cn.mejene.audit;

import cn.mejene.kernel.call.Language;
import cn.mejene.kernel.config.Required;
import java.util.Map;

/**
 * What purposes and legal bases are called, {@code config/policy/access-words.yaml}; by language.
 *
 * @param purposes by purpose
 * @param bases by basis
 */
record AccessWords(Map<String, Map<String, String>> purposes, Map<String, Map<String, String>> bases) {
    private static final String UNKNOWN = "unknown";

    AccessWords {
        purposes = Map.copyOf(Required.field("purposes", purposes));
        bases = Map.copyOf(Required.field("bases", bases));
    }

    /** The purpose as the log keeps it: a header's free text could hold anything. */
    String known(String purpose) {
        return purposes.containsKey(purpose) ? purpose : UNKNOWN;
    }

    String purpose(String purpose, Language language) {
        return words(purposes, purpose, language);
    }

    String basis(String basis, Language language) {
        return words(bases, basis, language);
    }

    /** What has no words, because it is of an older version, stands for itself. */
    private static String words(Map<String, Map<String, String>> words, String name, Language language) {
        return words.getOrDefault(name, Map.of()).getOrDefault(language.tag(), name);
    }
}
