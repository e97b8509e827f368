package cn.mejene.identity.code;

import cn.mejene.kernel.data.Sql;
import cn.mejene.kernel.data.Tx;
import io.vertx.core.buffer.Buffer;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Optional;

/** The only SQL on codes. Liveness is decided in the statement that changes it. */
final class CodeRepository {

    /** A code as it is stored. */
    record NewCode(
            String requestId,
            Buffer phoneIndex,
            CodePurpose purpose,
            Buffer hash,
            int tries,
            Instant sentAt,
            Instant expiresAt,
            boolean familiar) {}

    /** A live code's hash, and whether a familiar device had asked for it. */
    record Live(Buffer hash, boolean familiar) {}

    /** @param familiar whether a familiar device asks: what strangers ask for neither holds up its codes nor ends them */
    Optional<Instant> lastSent(Tx tx, Buffer phoneIndex, CodePurpose purpose, boolean familiar) {
        return tx.find("""
            SELECT sent_at FROM identity.code WHERE phone_index = $1 AND purpose = $2 AND familiar = $3
             ORDER BY sent_at DESC LIMIT 1
            """, row -> row.getOffsetDateTime("sent_at").toInstant(), phoneIndex, purpose.word(), familiar);
    }

    void endEarlier(Tx tx, Buffer phoneIndex, CodePurpose purpose, boolean familiar) {
        tx.update(
                "UPDATE identity.code SET tries_left = 0 WHERE phone_index = $1 AND purpose = $2 AND familiar = $3"
                        + " AND tries_left > 0",
                phoneIndex,
                purpose.word(),
                familiar);
    }

    void endAll(Tx tx, Buffer phoneIndex) {
        tx.update("UPDATE identity.code SET tries_left = 0 WHERE phone_index = $1 AND tries_left > 0", phoneIndex);
    }

    void insert(Tx tx, NewCode code) {
        tx.update(
                """
                INSERT INTO identity.code
                       (request_id, phone_index, purpose, code_hash, tries_left, sent_at, expires_at, familiar)
                VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
                """,
                code.requestId(),
                code.phoneIndex(),
                code.purpose().word(),
                code.hash(),
                (short) code.tries(),
                utc(code.sentAt()),
                utc(code.expiresAt()),
                code.familiar());
    }

    void delete(Sql sql, String requestId) {
        sql.update("DELETE FROM identity.code WHERE request_id = $1", requestId);
    }

    /** Spends one try of a live code and answers its hash; none when the code is not alive. */
    Optional<Live> spendTry(Tx tx, String requestId, Buffer phoneIndex, CodePurpose purpose, Instant now) {
        return tx.find(
                """
            UPDATE identity.code SET tries_left = tries_left - 1
             WHERE request_id = $1 AND phone_index = $2 AND purpose = $3
               AND tries_left > 0 AND used_at IS NULL AND expires_at > $4
            RETURNING code_hash, familiar
            """,
                row -> new Live(row.getBuffer("code_hash"), row.getBoolean("familiar")),
                requestId,
                phoneIndex,
                purpose.word(),
                utc(now));
    }

    /** Whether a familiar device had asked for it, for the one caller who uses the code up; nothing for others. */
    Optional<Boolean> use(Tx tx, String requestId, Instant now) {
        return tx.find(
                "UPDATE identity.code SET used_at = $2, tries_left = 0 WHERE request_id = $1 AND used_at IS NULL"
                        + " RETURNING familiar",
                row -> row.getBoolean("familiar"),
                requestId,
                utc(now));
    }

    int deleteExpiredBefore(Sql sql, Instant instant) {
        return sql.update("DELETE FROM identity.code WHERE expires_at < $1", utc(instant));
    }

    private static OffsetDateTime utc(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }
}
