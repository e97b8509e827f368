package cn.mejene.consent.recipient;

import cn.mejene.kernel.data.Sql;
import cn.mejene.kernel.data.Tx;
import io.vertx.sqlclient.Row;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Grants by clinic, over all a member ever gave. Stateless. */
final class RecipientRepository {

    /**
     * What one clinic has of one member.
     *
     * @param scopes of the grants that hold now; empty when none does
     * @param lastUsedAt when it last used any grant, to the minute
     */
    record OfClinic(
            String clinicId,
            List<String> scopes,
            Instant since,
            @Nullable Instant lastUsedAt) {}

    /** A revoked grant. */
    record Revoked(String id, String clinicId) {}

    List<OfClinic> clinics(Sql sql, String member, Instant now) {
        return sql.list("""
                SELECT g.clinic_id, min(g.given_at) AS since, max(g.last_used_at) AS last_used_at,
                       ARRAY(SELECT DISTINCT s.scope
                               FROM consent.clinic_grant l CROSS JOIN LATERAL unnest(l.scopes) s(scope)
                              WHERE l.member_id = $1 AND l.clinic_id = g.clinic_id AND l.revoked_at IS NULL
                                AND (l.expires_at IS NULL OR l.expires_at > $2) ORDER BY 1) AS scopes
                  FROM consent.clinic_grant g
                 WHERE g.member_id = $1
                 GROUP BY g.clinic_id
                 ORDER BY since DESC, g.clinic_id
                """, RecipientRepository::ofClinic, member, utc(now));
    }

    /** Ends every grant of the member's to the clinic. */
    List<Revoked> revokeAll(Tx tx, String member, String clinic, Instant now) {
        return tx.list("""
                UPDATE consent.clinic_grant SET revoked_at = $3
                 WHERE member_id = $1 AND clinic_id = $2 AND revoked_at IS NULL
                RETURNING id, clinic_id
                """, RecipientRepository::revoked, member, clinic, utc(now));
    }

    private static Revoked revoked(Row row) {
        return new Revoked(row.getString("id"), row.getString("clinic_id"));
    }

    private static OfClinic ofClinic(Row row) {
        var used = row.getOffsetDateTime("last_used_at");
        return new OfClinic(
                row.getString("clinic_id"),
                Arrays.asList(row.getArrayOfStrings("scopes")),
                row.getOffsetDateTime("since").toInstant(),
                used == null ? null : used.toInstant());
    }

    private static OffsetDateTime utc(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }
}
