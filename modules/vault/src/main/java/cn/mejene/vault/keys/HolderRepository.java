package cn.mejene.vault.keys;

import cn.mejene.kernel.data.Database;
import cn.mejene.vault.KeyClass;
import cn.mejene.vault.KeyHolders.Holder;
import io.vertx.sqlclient.Row;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** Whose keys there are. */
final class HolderRepository {
    /** Class keys that a key opens: itself, the one above a data key, or what a version of the root key wrapped. */
    private static final String OPENED = """
             FROM keys.class_key c
            WHERE c.wrapped IS NOT NULL AND c.subject LIKE 'mem\\_%'
              AND (c.id = $1 OR c.id = (SELECT class_key_id FROM keys.data_key WHERE id = $1)
                   OR c.created_at < (SELECT coalesce(disabled_at, 'infinity') FROM keys.root WHERE version = $1))
            """;

    private final Database keys;

    HolderRepository(Database keys) {
        this.keys = keys;
    }

    /** People with a log key that stands without its pseudonym. */
    List<String> withoutPseudonym(String after, int most) {
        return keys.list(
                "SELECT subject FROM keys.class_key WHERE class = 'log' AND state = 'active' AND pseudonym IS NULL"
                        + " AND subject > $1 ORDER BY subject LIMIT $2",
                row -> row.getString("subject"),
                after,
                most);
    }

    /** @param names pseudonyms by subject */
    void note(Map<String, String> names) {
        if (!names.isEmpty()) {
            var subjects = names.keySet().toArray(String[]::new);
            keys.update(
                    "UPDATE keys.class_key c SET pseudonym = n.pseudonym FROM unnest($1::text[], $2::text[]) AS n (subject, pseudonym)"
                            + " WHERE c.subject = n.subject AND c.class = 'log' AND c.wrapped IS NOT NULL",
                    subjects,
                    Arrays.stream(subjects).map(names::get).toArray(String[]::new));
        }
    }

    Map<String, String> subjects(List<String> pseudonyms) {
        var found = new HashMap<String, String>();
        keys.list(
                "SELECT pseudonym, subject FROM keys.class_key WHERE pseudonym = ANY($1)",
                row -> found.put(row.getString("pseudonym"), row.getString("subject")),
                (Object) pseudonyms.toArray(String[]::new));
        return found;
    }

    List<String> others() {
        return keys.list(
                "SELECT pseudonym FROM keys.class_key WHERE pseudonym IS NOT NULL AND subject NOT LIKE 'mem\\_%'",
                row -> row.getString("pseudonym"));
    }

    boolean knows(String keyId) {
        return keys.one(
                "SELECT EXISTS (SELECT 1 FROM keys.class_key WHERE id = $1 AND wrapped IS NOT NULL)"
                        + " OR EXISTS (SELECT 1 FROM keys.data_key WHERE id = $1)"
                        + " OR EXISTS (SELECT 1 FROM keys.root WHERE version = $1) AS known",
                row -> row.getBoolean("known"),
                keyId);
    }

    List<Holder> members(String keyId, String after, int most) {
        return keys.list(
                "SELECT c.subject, array_agg(DISTINCT c.class) AS classes" + OPENED
                        + " AND c.subject > $2 GROUP BY c.subject ORDER BY c.subject LIMIT $3",
                HolderRepository::holder,
                keyId,
                after,
                most);
    }

    private static Holder holder(Row row) {
        var classes = Arrays.stream(row.getArrayOfStrings("classes"))
                .map(word -> KeyClass.valueOf(word.toUpperCase(Locale.ROOT)))
                .collect(Collectors.toSet());
        return new Holder(row.getString("subject"), classes);
    }
}
