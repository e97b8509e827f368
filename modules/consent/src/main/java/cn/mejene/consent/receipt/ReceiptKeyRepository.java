package cn.mejene.consent.receipt;

import cn.mejene.kernel.data.Sql;
import cn.mejene.kernel.data.Tx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;

/** Keys of receipts in PostgreSQL. They only grow: a receipt verifies for as long as anybody keeps it. Stateless. */
final class ReceiptKeyRepository {
    private static final long LOCK = 0x6d656a656e650101L;

    /** @param privateKey sealed */
    record StoredKey(String kid, JsonObject jwk, Buffer privateKey, Instant createdAt) {}

    /** Lets one transaction at a time decide about keys, over all nodes. */
    void lock(Tx tx) {
        tx.list("SELECT pg_advisory_xact_lock($1)", row -> true, LOCK);
    }

    Optional<StoredKey> newest(Sql sql) {
        return sql.find(
                """
                SELECT kid, public_key, private_key, created_at FROM consent.receipt_key
                 ORDER BY created_at DESC, kid LIMIT 1
                """,
                row -> new StoredKey(
                        row.getString("kid"),
                        new JsonObject(row.getString("public_key")),
                        row.getBuffer("private_key"),
                        row.getOffsetDateTime("created_at").toInstant()));
    }

    void insert(Tx tx, StoredKey key) {
        tx.update(
                "INSERT INTO consent.receipt_key (kid, public_key, private_key, created_at) VALUES ($1, $2, $3, $4)",
                key.kid(),
                key.jwk().encode(),
                key.privateKey(),
                key.createdAt().atOffset(ZoneOffset.UTC));
    }

    /** Public keys (JWK), newest first. */
    List<JsonObject> publicKeys(Sql sql) {
        return sql.list(
                "SELECT public_key FROM consent.receipt_key ORDER BY created_at DESC, kid",
                row -> new JsonObject(row.getString("public_key")));
    }
}
