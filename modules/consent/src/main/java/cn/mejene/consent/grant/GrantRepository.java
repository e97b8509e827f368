package cn.mejene.consent.grant;

import cn.mejene.kernel.call.Paging;
import cn.mejene.kernel.data.Sql;
import cn.mejene.kernel.data.Tx;
import io.vertx.sqlclient.Row;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Grants in PostgreSQL. They are given once and revoked once; nothing else about them changes. Stateless. */
final class GrantRepository {
    void insert(Tx tx, String member, Grant grant) {
        tx.update(
                """
                INSERT INTO consent.clinic_grant (id, member_id, clinic_id, scopes, given_at, expires_at)
                VALUES ($1, $2, $3, $4, $5, $6)
                """,
                grant.id(),
                member,
                grant.clinicId(),
                grant.scopes().stream().map(Scope::word).toArray(String[]::new),
                utc(grant.since()),
                grant.expiresAt() == null ? null : utc(grant.expiresAt()));
    }

    /** The member's grants that hold at the given instant, newest first. */
    List<Grant> live(Sql sql, String member, Instant now, Paging paging) {
        return sql.list("""
                SELECT id, clinic_id, scopes, given_at, expires_at, last_used_at
                  FROM consent.clinic_grant
                 WHERE member_id = $1 AND revoked_at IS NULL AND (expires_at IS NULL OR expires_at > $2)
                   AND ($3 = '' OR id < $3)
                 ORDER BY id DESC
                 LIMIT $4
                """, GrantRepository::grant, member, utc(now), paging.after(), paging.limit() + 1);
    }

    /** Ends a grant; answers its clinic, or nothing when the member has no such grant that is not revoked. */
    Optional<String> revoke(Tx tx, String member, String id, Instant at) {
        return tx.find("""
                UPDATE consent.clinic_grant SET revoked_at = $3
                 WHERE id = $1 AND member_id = $2 AND revoked_at IS NULL
                RETURNING clinic_id
                """, row -> row.getString("clinic_id"), id, member, utc(at));
    }

    /** Whether the member ever gave this grant. */
    boolean exists(Sql sql, String member, String id) {
        return sql.find(
                        "SELECT id FROM consent.clinic_grant WHERE id = $1 AND member_id = $2",
                        row -> row.getString("id"),
                        id,
                        member)
                .isPresent();
    }

    private static Grant grant(Row row) {
        return new Grant(
                row.getString("id"),
                row.getString("clinic_id"),
                Arrays.stream(row.getArrayOfStrings("scopes")).map(Scope::of).toList(),
                row.getOffsetDateTime("given_at").toInstant(),
                instant(row.getOffsetDateTime("expires_at")),
                instant(row.getOffsetDateTime("last_used_at")));
    }

    private static @Nullable Instant instant(@Nullable OffsetDateTime time) {
        return time == null ? null : time.toInstant();
    }

    private static OffsetDateTime utc(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }
}
