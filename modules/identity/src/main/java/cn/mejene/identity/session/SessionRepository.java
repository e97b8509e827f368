package cn.mejene.identity.session;

import cn.mejene.kernel.data.Sql;
import cn.mejene.kernel.data.Tx;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The only straight-line SQL on sessions and refresh tokens. */
final class SessionRepository {

    /**
     * A session.
     *
     * @param device sealed
     * @param endsAt when it ends however much it is used
     * @param expiresAt when it ends if it is not used before
     */
    record Session(
            String id,
            String principal,
            SessionKind kind,
            @Nullable Buffer device,
            Instant createdAt,
            Instant lastSeenAt,
            Instant endsAt,
            Instant expiresAt,
            @Nullable Instant revokedAt) {

        boolean live(Instant now) {
            return revokedAt == null && expiresAt.isAfter(now);
        }
    }

    /** A presented refresh token with its session and whether its successor has been used. */
    record Presented(
            Session session, Instant expiresAt, @Nullable Instant usedAt, boolean successorUsed) {}

    private static final String COLUMNS = """
        s.session_id, s.principal_id, s.kind, s.device, s.created_at, s.last_seen_at, s.ends_at, s.expires_at,
        s.revoked_at
        """;

    void insert(Tx tx, Session session) {
        tx.update(
                """
                INSERT INTO identity.session
                       (session_id, principal_id, kind, device, created_at, last_seen_at, ends_at, expires_at)
                VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
                """,
                session.id(),
                session.principal(),
                session.kind().word(),
                session.device(),
                utc(session.createdAt()),
                utc(session.lastSeenAt()),
                utc(session.endsAt()),
                utc(session.expiresAt()));
    }

    void insertToken(Tx tx, Buffer hash, String session, Instant now, Instant expiresAt) {
        tx.update("""
            INSERT INTO identity.refresh_token (token_hash, session_id, issued_at, expires_at)
            VALUES ($1, $2, $3, $4)
            """, hash, session, utc(now), utc(expiresAt));
    }

    /** Finds a token and locks its session, so that one family is judged by one caller at a time. */
    Optional<Presented> present(Tx tx, Buffer hash) {
        var locked = tx.find("""
            SELECT s.session_id FROM identity.session s JOIN identity.refresh_token t USING (session_id)
             WHERE t.token_hash = $1 FOR UPDATE OF s
            """, row -> row.getString("session_id"), hash);
        if (locked.isEmpty()) {
            return Optional.empty();
        }
        // A statement of its own: it must see what the caller before committed while this one waited.
        return tx.find(
                """
                SELECT %s, t.expires_at AS token_expires_at, t.used_at,
                       n.used_at IS NOT NULL AS successor_used
                  FROM identity.refresh_token t JOIN identity.session s USING (session_id)
                  LEFT JOIN identity.refresh_token n ON n.token_hash = t.successor_hash
                 WHERE t.token_hash = $1
                """.formatted(COLUMNS),
                row -> new Presented(
                        session(row),
                        row.getOffsetDateTime("token_expires_at").toInstant(),
                        instant(row.getOffsetDateTime("used_at")),
                        row.getBoolean("successor_used")),
                hash);
    }

    void useToken(Tx tx, Buffer hash, Buffer successor, Instant now) {
        tx.update(
                "UPDATE identity.refresh_token SET used_at = $2, successor_hash = $3 WHERE token_hash = $1",
                hash,
                utc(now),
                successor);
    }

    void touch(Tx tx, String session, Instant now, Instant expiresAt) {
        tx.update(
                "UPDATE identity.session SET last_seen_at = $2, expires_at = $3 WHERE session_id = $1",
                session,
                utc(now),
                utc(expiresAt));
    }

    /** Whether a live session of this principal was ended. */
    boolean revoke(Tx tx, String session, String principal, Instant now) {
        return tx.update("""
            UPDATE identity.session SET revoked_at = $3
             WHERE session_id = $1 AND principal_id = $2 AND revoked_at IS NULL AND expires_at > $3
            """, session, principal, utc(now)) == 1;
    }

    void revokeAll(Tx tx, String principal, Instant now) {
        tx.update(
                "UPDATE identity.session SET revoked_at = $2 WHERE principal_id = $1 AND revoked_at IS NULL",
                principal,
                utc(now));
    }

    void revokeOthers(Tx tx, String principal, @Nullable String kept, Instant now) {
        tx.update("""
            UPDATE identity.session SET revoked_at = $3
             WHERE principal_id = $1 AND session_id IS DISTINCT FROM $2 AND revoked_at IS NULL
            """, principal, kept, utc(now));
    }

    /** Live sessions, newest first; ids are ordered by time. */
    List<Session> live(Sql sql, String principal, @Nullable String before, int limit, Instant now) {
        return sql.list("""
            SELECT %s FROM identity.session s
             WHERE s.principal_id = $1 AND s.revoked_at IS NULL AND s.expires_at > $2
               AND ($3::text IS NULL OR s.session_id < $3)
             ORDER BY s.session_id DESC LIMIT $4
            """.formatted(COLUMNS), SessionRepository::session, principal, utc(now), before, (long) limit);
    }

    /** Deletes sessions that ended before; answers the sealed devices that went with them. */
    List<Buffer> deleteEndedBefore(Tx tx, Instant instant) {
        return tx.list("""
            DELETE FROM identity.session WHERE revoked_at < $1 OR expires_at < $1 RETURNING device
            """, row -> Optional.ofNullable(row.getBuffer("device")), utc(instant)).stream()
                .flatMap(Optional::stream)
                .toList();
    }

    int deleteSpentBefore(Sql sql, Instant instant) {
        return sql.update("DELETE FROM identity.spent_token WHERE spent_at < $1", utc(instant));
    }

    private static Session session(Row row) {
        return new Session(
                row.getString("session_id"),
                row.getString("principal_id"),
                row.getString("kind").equals("member") ? SessionKind.MEMBER : SessionKind.STAFF,
                row.getBuffer("device"),
                row.getOffsetDateTime("created_at").toInstant(),
                row.getOffsetDateTime("last_seen_at").toInstant(),
                row.getOffsetDateTime("ends_at").toInstant(),
                row.getOffsetDateTime("expires_at").toInstant(),
                instant(row.getOffsetDateTime("revoked_at")));
    }

    private static @Nullable Instant instant(@Nullable OffsetDateTime time) {
        return time == null ? null : time.toInstant();
    }

    private static OffsetDateTime utc(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }
}
