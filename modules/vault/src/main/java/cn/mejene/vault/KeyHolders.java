package cn.mejene.vault;

import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Leads from the log's pseudonyms, and from keys, back to people, as long as their log keys live. For what the law makes
 * the platform tell people after an incident, and for nothing else. Opens nothing. Virtual threads only.
 */
public interface KeyHolders {

    /**
     * Whose data a key opens.
     *
     * @param classes which of the data
     */
    record Holder(String subject, Set<KeyClass> classes) {}

    /** Who stands behind pseudonyms; those whose log key is destroyed are left out. */
    Map<String, String> subjects(List<String> pseudonyms);

    /** Pseudonyms of whoever is no member: staff, the platform. */
    List<String> others();

    /** Whether there is such a key: a data key, a class key, a version of the root key; a destroyed one is none. */
    boolean knows(String keyId);

    /**
     * Members whose data the key opens, or opened before it was changed, in order of their ids.
     *
     * @param after the last one of the page before
     */
    List<Holder> members(String keyId, String after, int most);
}
