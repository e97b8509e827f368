package cn.mejene.identity.token;

import cn.mejene.kernel.data.Sql;
import cn.mejene.kernel.data.Tx;
import io.vertx.core.buffer.Buffer;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;

/** The only straight-line SQL on signing keys. */
final class SigningKeyRepository {
    private static final long LOCK = 0x6d656a656e650001L;

    /**
     * A key as it is stored.
     *
     * @param publicKey JWK
     * @param privateKey sealed
     */
    record StoredKey(String kid, String publicKey, Buffer privateKey, Instant createdAt) {}

    /** Lets one transaction at a time decide about keys, over all nodes. */
    void lock(Tx tx) {
        tx.list("SELECT pg_advisory_xact_lock($1)", row -> true, LOCK);
    }

    Optional<StoredKey> current(Sql sql) {
        return sql.find(
                """
                SELECT kid, public_key, private_key, created_at FROM identity.signing_key WHERE retires_at IS NULL
                """,
                row -> new StoredKey(
                        row.getString("kid"),
                        row.getString("public_key"),
                        row.getBuffer("private_key"),
                        row.getOffsetDateTime("created_at").toInstant()));
    }

    void retire(Tx tx, Instant at) {
        tx.update("UPDATE identity.signing_key SET retires_at = $1 WHERE retires_at IS NULL", utc(at));
    }

    void insert(Tx tx, StoredKey key) {
        tx.update(
                "INSERT INTO identity.signing_key (kid, public_key, private_key, created_at) VALUES ($1, $2, $3, $4)",
                key.kid(),
                key.publicKey(),
                key.privateKey(),
                utc(key.createdAt()));
    }

    /** Removes keys that verify nothing any more; answers what was sealed. */
    List<Buffer> deleteRetired(Tx tx, Instant now) {
        return tx.list(
                "DELETE FROM identity.signing_key WHERE retires_at <= $1 RETURNING private_key",
                row -> row.getBuffer("private_key"),
                utc(now));
    }

    private static OffsetDateTime utc(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }
}
