package cn.mejene.audit.sequence;

import cn.mejene.kernel.data.Sql;
import cn.mejene.kernel.data.Tx;
import io.vertx.core.buffer.Buffer;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;

/** The row of the log's key. */
final class LogKeyRepository {
    private static final long LOCK = 0x6d656a656e650002L;

    /** @param privateKey sealed */
    record StoredKey(String id, byte[] publicKey, byte[] privateKey, Instant createdAt) {}

    /** Lets one transaction at a time make the key, over all nodes. */
    void lock(Tx tx) {
        tx.list("SELECT pg_advisory_xact_lock($1)", row -> true, LOCK);
    }

    Optional<StoredKey> find(Sql sql) {
        return sql.find(
                "SELECT key_id, public_key, private_key, created_at FROM audit.log_key",
                row -> new StoredKey(
                        row.getString("key_id"),
                        row.getBuffer("public_key").getBytes(),
                        row.getBuffer("private_key").getBytes(),
                        row.getOffsetDateTime("created_at").toInstant()));
    }

    void insert(Tx tx, StoredKey key) {
        tx.update(
                "INSERT INTO audit.log_key (key_id, public_key, private_key, created_at) VALUES ($1, $2, $3, $4)",
                key.id(),
                Buffer.buffer(key.publicKey()),
                Buffer.buffer(key.privateKey()),
                key.createdAt().atOffset(ZoneOffset.UTC));
    }
}
