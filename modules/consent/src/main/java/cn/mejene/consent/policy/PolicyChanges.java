package cn.mejene.consent.policy;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a version of the policy says otherwise than the one before it, chapter by chapter and line by line, so that a
 * reader need not compare two texts (policy VIII). No I/O.
 */
final class PolicyChanges {
    private static final String HEADING = "## ";

    /**
     * A chapter that is not what it was.
     *
     * @param removed lines that only the older text has
     * @param added lines that only the newer text has
     */
    record Chapter(String chapter, List<String> removed, List<String> added) {}

    private PolicyChanges() {}

    static List<Chapter> between(String older, String newer) {
        var before = chapters(older);
        var after = chapters(newer);
        var headings = new ArrayList<>(after.keySet());
        before.keySet().stream().filter(heading -> !after.containsKey(heading)).forEach(headings::add);
        return headings.stream()
                .map(heading -> chapter(
                        heading, before.getOrDefault(heading, List.of()), after.getOrDefault(heading, List.of())))
                .filter(chapter ->
                        !chapter.removed().isEmpty() || !chapter.added().isEmpty())
                .toList();
    }

    private static Chapter chapter(String heading, List<String> before, List<String> after) {
        return new Chapter(heading, without(before, after), without(after, before));
    }

    /** A line that stands there twice and was there once counts as one more. */
    private static List<String> without(List<String> lines, List<String> others) {
        var rest = new ArrayList<>(lines);
        others.forEach(rest::remove);
        return rest;
    }

    /** Lines by heading; what stands before the first heading has an empty one. */
    private static Map<String, List<String>> chapters(String text) {
        var chapters = new LinkedHashMap<String, List<String>>();
        var heading = "";
        for (var line :
                text.lines().map(String::strip).filter(l -> !l.isEmpty()).toList()) {
            if (line.startsWith(HEADING)) {
                heading = line.substring(HEADING.length());
            }
            chapters.computeIfAbsent(heading, absent -> new ArrayList<>()).add(line);
        }
        return chapters;
    }
}
