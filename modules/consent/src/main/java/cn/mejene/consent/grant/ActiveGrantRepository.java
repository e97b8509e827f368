package cn.mejene.consent.grant;

import cn.mejene.kernel.data.Sql;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;

/** Which grants are in force, for the monthly audit of permissions. */
public final class ActiveGrantRepository {

    /** @param grants all of them */
    public record AllGrants(List<One> grants) {}

    /** One grant. */
    public record One(String id, String memberId, String clinicId, Instant givenAt) {}

    public AllGrants all(Sql sql, Instant now) {
        return new AllGrants(sql.list(
                """
                SELECT id, member_id, clinic_id, given_at FROM consent.clinic_grant
                 WHERE revoked_at IS NULL AND (expires_at IS NULL OR expires_at > $1) ORDER BY id
                """,
                row -> new One(
                        row.getString("id"),
                        row.getString("member_id"),
                        row.getString("clinic_id"),
                        row.getOffsetDateTime("given_at").toInstant()),
                now.atOffset(ZoneOffset.UTC)));
    }
}
