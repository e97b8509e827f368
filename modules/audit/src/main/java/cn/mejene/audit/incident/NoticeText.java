package cn.mejene.audit.incident;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What people are told in one language, in the four parts that the policy promises (IV(B)1), with whom to ask.
 *
 * @param facts what happened and what it may mean
 * @param measures what was and will be done
 * @param advice what they can do themselves
 * @param remedies what they are entitled to
 */
@JsonInclude(JsonInclude.Include.ALWAYS)
record NoticeText(
        @Nullable String facts,
        @Nullable String measures,
        @Nullable String advice,
        @Nullable String remedies,
        @Nullable String contact) {

    /** The parts that are not there; without any one of them nothing is published. */
    List<String> missing() {
        var parts = new LinkedHashMap<String, @Nullable String>();
        parts.put("facts", facts);
        parts.put("measures", measures);
        parts.put("advice", advice);
        parts.put("remedies", remedies);
        parts.put("contact", contact);
        var missing = new ArrayList<String>();
        parts.forEach((name, text) -> {
            if (text == null || text.isBlank()) {
                missing.add(name);
            }
        });
        return missing;
    }

    NoticeText withFacts(String filled) {
        return new NoticeText(filled, measures, advice, remedies, contact);
    }
}
