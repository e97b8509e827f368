package cn.mejene.vault.keys;

import cn.mejene.kernel.data.Database;
import cn.mejene.vault.KeyClass;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Rotations of the root key and what is left of them to do. Operators add rows, see the operations guide. */
final class RotationRepository {
    private final Database keys;

    /** @param version the new version, null before it was made */
    record Rotation(String id, String state, @Nullable String version) {
        static Rotation of(Row row) {
            return new Rotation(row.getString("id"), row.getString("state"), row.getString("version"));
        }

        String madeVersion() {
            return Objects.requireNonNull(version);
        }
    }

    /** A class key that another version than the current one wraps. */
    record OldKey(String id, String subject, KeyClass keyClass, byte[] wrapped) {
        static OldKey of(Row row) {
            return new OldKey(
                    row.getString("id"),
                    row.getString("subject"),
                    KeyClass.valueOf(row.getString("class").toUpperCase(Locale.ROOT)),
                    row.getBuffer("wrapped").getBytes());
        }
    }

    RotationRepository(Database keys) {
        this.keys = keys;
    }

    Optional<Rotation> findRunning() {
        return keys.find("SELECT id, state, version FROM keys.rotation WHERE state <> 'done'", Rotation::of);
    }

    void begin(String id, String version) {
        keys.run(tx -> {
            tx.update("INSERT INTO keys.root (version) VALUES ($1) ON CONFLICT DO NOTHING", version);
            tx.update(
                    "UPDATE keys.rotation SET state = 'rewrapping', version = $2 WHERE id = $1 AND state = 'requested'",
                    id,
                    version);
        });
    }

    /** Rewraps for a later version than the one it made, from the first key on. */
    void follow(String id, String version) {
        keys.run(tx -> {
            tx.update("INSERT INTO keys.root (version) VALUES ($1) ON CONFLICT DO NOTHING", version);
            tx.update(
                    "UPDATE keys.rotation SET state = 'rewrapping', version = $2"
                            + " WHERE id = $1 AND state IN ('rewrapping', 'disabling')",
                    id,
                    version);
        });
    }

    List<OldKey> wrappedByOthers(String version, String afterId, int limit) {
        return keys.list(
                "SELECT id, subject, class, wrapped FROM keys.class_key WHERE wrapped IS NOT NULL AND root <> $1"
                        + " AND id > $3 ORDER BY id LIMIT $2",
                OldKey::of,
                version,
                limit,
                afterId);
    }

    long remaining(String version) {
        return keys.one(
                "SELECT count(*) AS n FROM keys.class_key WHERE wrapped IS NOT NULL AND root <> $1",
                row -> row.getLong("n"),
                version);
    }

    /** Takes the new wrapping unless the key was changed or destroyed meanwhile. */
    void replace(OldKey old, byte[] rewrapped, String version) {
        keys.update(
                "UPDATE keys.class_key SET wrapped = $2, root = $3 WHERE id = $1 AND wrapped = $4",
                old.id(),
                Buffer.buffer(rewrapped),
                version,
                Buffer.buffer(old.wrapped()));
    }

    /** Disables all other versions; false when a key under one of them was added, or another version made, meanwhile. */
    boolean disableOthers(String id, String version) {
        return keys.transaction(tx -> {
            // A run that another has overtaken disables nothing.
            var own = tx.find(
                    "SELECT id FROM keys.rotation WHERE id = $1 AND state = 'rewrapping' AND version = $2 FOR UPDATE",
                    row -> row.getString("id"),
                    id,
                    version);
            if (own.isEmpty()) {
                return false;
            }
            tx.list("SELECT version FROM keys.root WHERE version <> $1 FOR UPDATE", row -> row, version);
            // A new statement sees what those had committed who held their share until now.
            long left = tx.one(
                    "SELECT count(*) AS n FROM keys.class_key WHERE wrapped IS NOT NULL AND root <> $1",
                    row -> row.getLong("n"),
                    version);
            if (left > 0) {
                return false;
            }
            tx.update(
                    "UPDATE keys.root SET enabled = false, disabled_at = now() WHERE version <> $1 AND enabled",
                    version);
            tx.update("UPDATE keys.rotation SET state = 'disabling' WHERE id = $1", id);
            return true;
        });
    }

    void end(String id) {
        keys.update(
                "UPDATE keys.rotation SET state = 'done', ended_at = now() WHERE id = $1 AND state = 'disabling'", id);
    }
}
