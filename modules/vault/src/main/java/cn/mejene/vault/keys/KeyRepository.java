package cn.mejene.vault.keys;

import cn.mejene.kernel.data.Database;
import cn.mejene.kernel.data.Tx;
import cn.mejene.vault.KeyClass;
import cn.mejene.vault.KeyState;
import cn.mejene.vault.keys.Tombstones.Entry;
import cn.mejene.vault.keys.Tombstones.Level;
import cn.mejene.vault.seal.Suite;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Wrapped keys in their own database, and how they end. */
final class KeyRepository {
    private final Database keys;
    private final Tombstones tombstones;

    /** @param wrapped null once destroyed */
    record ClassKey(String id, String state, byte @Nullable [] wrapped) {
        static ClassKey of(Row row) {
            var wrapped = row.getBuffer("wrapped");
            return new ClassKey(
                    row.getString("id"), row.getString("state"), wrapped == null ? null : wrapped.getBytes());
        }

        boolean isActive() {
            return wrapped != null && state.equals("active");
        }
    }

    /** A data key with the class key that wraps it. */
    record DataKey(byte[] wrapped, Suite suite, String subject, KeyClass keyClass, ClassKey classKey) {
        static DataKey of(Row row) {
            var wrapped = row.getBuffer("class_wrapped");
            return new DataKey(
                    row.getBuffer("data_wrapped").getBytes(),
                    Suite.of(row.getString("suite")),
                    row.getString("subject"),
                    KeyClass.valueOf(row.getString("class").toUpperCase(Locale.ROOT)),
                    new ClassKey(
                            row.getString("class_id"),
                            row.getString("state"),
                            wrapped == null ? null : wrapped.getBytes()));
        }
    }

    /** A key that was destroyed, and when that began. */
    record Buried(String id, Level level, OffsetDateTime at) {
        static Buried of(Row row) {
            return new Buried(
                    row.getString("key_id"),
                    Level.valueOf(row.getString("level").toUpperCase(Locale.ROOT)),
                    row.getOffsetDateTime("destroyed_at"));
        }
    }

    KeyRepository(Database keys, Tombstones tombstones) {
        this.keys = keys;
        this.tombstones = tombstones;
    }

    Optional<ClassKey> findClassKey(String subject, KeyClass keyClass) {
        return keys.find(
                "SELECT id, state, wrapped FROM keys.class_key WHERE subject = $1 AND class = $2",
                ClassKey::of,
                subject,
                keyClass.word());
    }

    /** Those that there are, by subject. */
    Map<String, ClassKey> findClassKeys(Collection<String> subjects, KeyClass keyClass) {
        return byId(keys.list(
                "SELECT subject, id, state, wrapped FROM keys.class_key WHERE subject = ANY($1) AND class = $2",
                row -> Map.entry(row.getString("subject"), ClassKey.of(row)),
                subjects.toArray(String[]::new),
                keyClass.word()));
    }

    private static <T> Map<String, T> byId(List<Map.Entry<String, T>> found) {
        return found.stream().collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    /** Inserts unless another call was first, or the version that wraps it is disabled. */
    void insertClassKey(String id, String subject, KeyClass keyClass, byte[] wrapped, String root) {
        keys.run(tx -> {
            tx.update("INSERT INTO keys.root (version) VALUES ($1) ON CONFLICT DO NOTHING", root);
            tx.update("""
                    WITH root AS (SELECT version FROM keys.root WHERE version = $5 AND enabled FOR SHARE)
                    INSERT INTO keys.class_key (id, subject, class, state, wrapped, root)
                    SELECT $1, $2, $3, 'active', $4, version FROM root
                    ON CONFLICT (subject, class) DO NOTHING
                    """, id, subject, keyClass.word(), Buffer.buffer(wrapped), root);
        });
    }

    void insertDataKey(String id, String classKeyId, byte[] wrapped, Suite suite) {
        keys.update(
                "INSERT INTO keys.data_key (id, class_key_id, wrapped, suite) VALUES ($1, $2, $3, $4)",
                id,
                classKeyId,
                Buffer.buffer(wrapped),
                suite.word());
    }

    Optional<DataKey> findDataKey(String id) {
        return Optional.ofNullable(findDataKeys(List.of(id)).get(id));
    }

    /** Those that there are, by id. */
    Map<String, DataKey> findDataKeys(Collection<String> ids) {
        return byId(keys.list(
                """
                SELECT d.id, d.wrapped AS data_wrapped, d.suite, c.id AS class_id, c.subject, c.class, c.state,
                       c.wrapped AS class_wrapped
                  FROM keys.data_key d JOIN keys.class_key c ON c.id = d.class_key_id
                 WHERE d.id = ANY($1)
                """, row -> Map.entry(row.getString("id"), DataKey.of(row)), (Object) ids.toArray(String[]::new)));
    }

    /** Notes that the key was given out for sealing; false when it had been before. */
    boolean issueForSealing(String id) {
        return keys.update("UPDATE keys.data_key SET sealing_issued = true WHERE id = $1 AND NOT sealing_issued", id)
                == 1;
    }

    void destroyDataKey(String id) {
        keys.run(tx -> {
            if (tx.update("DELETE FROM keys.data_key WHERE id = $1", id) == 1) {
                tombstones.append(List.of(new Entry(Level.DATA, id)));
                tx.update("INSERT INTO keys.tombstone (key_id, level) VALUES ($1, 'data') ON CONFLICT DO NOTHING", id);
            }
        });
    }

    /** Answers whether the key is in the state now. */
    boolean changeState(String subject, KeyClass keyClass, KeyState state) {
        return keys.update(
                        "UPDATE keys.class_key SET state = $3 WHERE subject = $1 AND class = $2 AND state = ANY($4)",
                        subject,
                        keyClass.word(),
                        state.word(),
                        before(state))
                == 1;
    }

    /** The same for the end of a key, its data keys included; one that never was is destroyed from the start. */
    boolean destroyClassKey(String newId, String subject, KeyClass keyClass) {
        return keys.transaction(tx -> {
            tx.update("""
                    INSERT INTO keys.class_key (id, subject, class, state) VALUES ($1, $2, $3, 'destroyed')
                    ON CONFLICT (subject, class) DO NOTHING
                    """, newId, subject, keyClass.word());
            var key = tx.find(
                    "SELECT id, state, wrapped FROM keys.class_key WHERE subject = $1 AND class = $2 AND state = ANY($3)"
                            + " FOR UPDATE",
                    ClassKey::of,
                    subject,
                    keyClass.word(),
                    before(KeyState.DESTROYED));
            key.ifPresent(found -> {
                tombstones.append(List.of(new Entry(Level.CLASS, found.id())));
                bury(tx, Level.CLASS, new String[] {found.id()});
            });
            return key.isPresent();
        });
    }

    private static String[] before(KeyState state) {
        return state.from().stream().map(KeyState::word).toArray(String[]::new);
    }

    /** What was destroyed after another, in the order of time, by whichever node. */
    List<Buried> buriedAfter(Buried last, int limit) {
        return keys.list(
                "SELECT key_id, level, destroyed_at FROM keys.tombstone WHERE (destroyed_at, key_id) > ($1, $2)"
                        + " ORDER BY destroyed_at, key_id LIMIT $3",
                Buried::of,
                last.at(),
                last.id(),
                limit);
    }

    /** Destroys again what a restore has brought back; answers how many keys that were. */
    int replay() {
        int again = 0;
        for (var page : tombstones.pages(1000)) {
            again += keys.transaction(tx -> replay(tx, page));
        }
        return again;
    }

    private static int replay(Tx tx, List<Entry> page) {
        int again = 0;
        for (var level : Level.values()) {
            var ids = page.stream()
                    .filter(entry -> entry.level() == level)
                    .map(Entry::id)
                    .toArray(String[]::new);
            again += bury(tx, level, ids);
        }
        return again;
    }

    private static int bury(Tx tx, Level level, String[] ids) {
        int classes = 0;
        if (level == Level.CLASS) {
            tx.update("DELETE FROM keys.data_key WHERE class_key_id = ANY($1)", (Object) ids);
            classes = tx.update(
                    "UPDATE keys.class_key SET state = 'destroyed', wrapped = NULL, pseudonym = NULL"
                            + " WHERE id = ANY($1) AND state <> 'destroyed'",
                    (Object) ids);
        }
        int data = tx.update("DELETE FROM keys.data_key WHERE id = ANY($1)", (Object) ids);
        tx.update(
                "INSERT INTO keys.tombstone (key_id, level) SELECT unnest($1::text[]), $2 ON CONFLICT DO NOTHING",
                ids,
                level.word());
        return classes + data;
    }
}
