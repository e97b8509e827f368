package cn.mejene.vault;

import java.util.List;
import java.util.Map;

/**
 * A content to be made of kept parts.
 *
 * @param identity what it is bound to beside its subject, e.g. clinic and kind
 * @param of the owner's ids of what it is made of, in order; each a run of kept parts
 * @param size bytes of all of them
 */
public record Whole(String subject, KeyClass keyClass, Map<String, String> identity, List<String> of, long size) {
    public Whole {
        identity = Map.copyOf(identity);
        of = List.copyOf(of);
    }
}
