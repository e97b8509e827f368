package cn.mejene.vault.keys;

import cn.mejene.kernel.data.Database;
import cn.mejene.vault.KeyClass;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Wrapped keys in their own database. */
final class KeyRepository {
    private final Database keys;

    /** @param wrapped null once destroyed */
    record ClassKey(String id, String state, byte @Nullable [] wrapped) {
        static ClassKey of(Row row) {
            var wrapped = row.getBuffer("wrapped");
            return new ClassKey(
                    row.getString("id"), row.getString("state"), wrapped == null ? null : wrapped.getBytes());
        }
    }

    /** A data key with the class key that wraps it. */
    record DataKey(byte[] wrapped, String subject, KeyClass keyClass, ClassKey classKey) {
        static DataKey of(Row row) {
            var wrapped = row.getBuffer("class_wrapped");
            return new DataKey(
                    row.getBuffer("data_wrapped").getBytes(),
                    row.getString("subject"),
                    KeyClass.valueOf(row.getString("class").toUpperCase(java.util.Locale.ROOT)),
                    new ClassKey(
                            row.getString("class_id"),
                            row.getString("state"),
                            wrapped == null ? null : wrapped.getBytes()));
        }
    }

    KeyRepository(Database keys) {
        this.keys = keys;
    }

    Optional<ClassKey> findClassKey(String subject, KeyClass keyClass) {
        return keys.find(
                "SELECT id, state, wrapped FROM keys.class_key WHERE subject = $1 AND class = $2",
                ClassKey::of,
                subject,
                keyClass.word());
    }

    /** Inserts unless another call was first. */
    void insertClassKey(String id, String subject, KeyClass keyClass, byte[] wrapped) {
        keys.update("""
                INSERT INTO keys.class_key (id, subject, class, state, wrapped) VALUES ($1, $2, $3, 'active', $4)
                ON CONFLICT (subject, class) DO NOTHING
                """, id, subject, keyClass.word(), Buffer.buffer(wrapped));
    }

    void insertDataKey(String id, String classKeyId, byte[] wrapped) {
        keys.update(
                "INSERT INTO keys.data_key (id, class_key_id, wrapped) VALUES ($1, $2, $3)",
                id,
                classKeyId,
                Buffer.buffer(wrapped));
    }

    Optional<DataKey> findDataKey(String id) {
        return keys.find("""
                SELECT d.wrapped AS data_wrapped, c.id AS class_id, c.subject, c.class, c.state, c.wrapped AS class_wrapped
                  FROM keys.data_key d JOIN keys.class_key c ON c.id = d.class_key_id
                 WHERE d.id = $1
                """, DataKey::of, id);
    }

    /** Notes that the key was given out for sealing; false when it had been before. */
    boolean issueForSealing(String id) {
        return keys.update("UPDATE keys.data_key SET sealing_issued = true WHERE id = $1 AND NOT sealing_issued", id)
                == 1;
    }

    void destroyDataKey(String id) {
        keys.run(tx -> {
            if (tx.update("DELETE FROM keys.data_key WHERE id = $1", id) == 1) {
                tx.update("INSERT INTO keys.tombstone (key_id, level) VALUES ($1, 'data') ON CONFLICT DO NOTHING", id);
            }
        });
    }
}
