package cn.mejene.consent.decision;

import cn.mejene.consent.decision.Demand.Held;
import cn.mejene.consent.decision.Facts.ConsentState;
import cn.mejene.consent.decision.Facts.GrantState;
import cn.mejene.kernel.data.Sql;
import cn.mejene.kernel.data.Tx;
import cn.mejene.kernel.privacy.MemberStandings.Standing;
import io.vertx.sqlclient.Row;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Gathers from PostgreSQL what a decision rests on: one statement, or three with locks. Stateless. */
final class FactsRepository {
    /** A consent is outdated by a version that is in force, $3 being now. */
    private static final String CONSENT = """
            p.purpose, c.active, e.changed_at, coalesce(c.reconfirm_by <= $3, false) AS unconfirmed, o.since AS opted_out,
                   EXISTS (SELECT FROM consent.policy_change h
                             JOIN consent.policy_version n ON n.version = h.version
                             JOIN consent.policy_version b ON b.version = e.policy_version
                            WHERE h.purpose = p.purpose
                              AND n.effective_at > b.effective_at AND n.effective_at <= $3) AS outdated
            """;

    /** Consents of several members. */
    private static final String CONSENTS = "SELECT m.member_id, " + CONSENT + """
              FROM unnest($1::text[]) m(member_id)
             CROSS JOIN unnest($2::text[]) p(purpose)
              LEFT JOIN consent.consent c ON c.member_id = m.member_id AND c.purpose = p.purpose
              LEFT JOIN consent.consent_event e ON e.id = c.event_id
              LEFT JOIN consent.opt_out o ON o.member_id = m.member_id
            """;

    /** Grants and consents of one member. */
    private static final String FACTS = "SELECT g.*, a.approved, s.admitted, " + CONSENT + """
              FROM (VALUES (true)) always
              LEFT JOIN unnest($2::text[]) p(purpose) ON true
              LEFT JOIN consent.consent c ON c.member_id = $1 AND c.purpose = p.purpose
              LEFT JOIN consent.consent_event e ON e.id = c.event_id
              LEFT JOIN consent.opt_out o ON o.member_id = $1
             CROSS JOIN (SELECT count(*) > 0 AS any_grant,
                                coalesce(bool_or(revoked_at IS NULL), false) AS unrevoked,
                                coalesce(bool_or(live), false) AS live,
                                coalesce(bool_or(live AND $5::text = ANY(scopes)), false) AS scoped,
                                coalesce(bool_or(live AND $5::text = ANY(scopes)
                                     AND coalesce(last_used_at < $3::timestamptz - interval '1 minute', true)), false) AS unnoted
                           FROM (SELECT revoked_at, scopes, last_used_at,
                                        revoked_at IS NULL AND (expires_at IS NULL OR expires_at > $3) AS live
                                   FROM consent.clinic_grant
                                  WHERE member_id = $1 AND clinic_id = $4::text) held) g
             CROSS JOIN (SELECT EXISTS (SELECT FROM consent.access_approval
                                         WHERE member_id = $1 AND clinic_id IS NOT DISTINCT FROM $4::text AND expires_at > $3) AS approved) a
             CROSS JOIN (SELECT count(*) FILTER (WHERE holds) = 2 AS admitted
                           FROM (SELECT DISTINCT ON (kind)
                                        passed AND valid_from <= $3 AND valid_until > $3 AS holds
                                   FROM consent.assessment WHERE partner = $4::text ORDER BY kind, id DESC) latest) s
            """;

    private record Line(
            String purpose,
            @Nullable ConsentState consent,
            GrantState grant,
            boolean admitted,
            boolean approved,
            boolean useUnnoted,
            @Nullable Instant optedOut) {}

    private record Decided(
            String memberId,
            String purpose,
            @Nullable ConsentState consent,
            @Nullable Instant optedOut) {}

    Facts gather(Sql sql, String member, Demand demand, Standing standing, Instant now) {
        var held = demand.grant();
        var lines = sql.list(
                FACTS,
                FactsRepository::line,
                member,
                demand.consents().toArray(String[]::new),
                now.atOffset(ZoneOffset.UTC),
                held == null ? null : held.clinic(),
                held == null ? null : held.scope().word());
        var consents = new HashMap<String, ConsentState>();
        for (var line : lines) {
            if (line.consent() != null) {
                consents.put(line.purpose(), line.consent());
            }
        }
        var first = lines.getFirst();
        return new Facts(
                standing,
                first.grant(),
                first.admitted(),
                first.approved(),
                first.useUnnoted(),
                consents,
                first.optedOut());
    }

    /** What a demand for consents alone needs, of several members in one statement. */
    Function<String, Facts> ofConsents(Sql sql, List<String> members, Demand demand, Instant now) {
        var consents = new HashMap<String, Map<String, ConsentState>>();
        var optedOut = new HashMap<String, Instant>();
        for (var one : sql.list(
                CONSENTS,
                FactsRepository::decided,
                members.toArray(String[]::new),
                demand.consents().toArray(String[]::new),
                now.atOffset(ZoneOffset.UTC))) {
            if (one.consent() != null) {
                consents.computeIfAbsent(one.memberId(), _ -> new HashMap<>()).put(one.purpose(), one.consent());
            }
            if (one.optedOut() != null) {
                optedOut.put(one.memberId(), one.optedOut());
            }
        }
        return member -> Facts.ofConsents(consents.getOrDefault(member, Map.of()), optedOut.get(member));
    }

    /** Locks the rows that a revocation or a withdrawal would change, until the transaction ends. */
    void lock(Tx tx, String member, Demand demand) {
        var held = demand.grant();
        if (held != null) {
            lockGrants(tx, member, held);
        }
        tx.list(
                "SELECT purpose FROM consent.consent WHERE member_id = $1 AND purpose = ANY($2) ORDER BY purpose FOR SHARE",
                row -> true,
                member,
                demand.consents().toArray(String[]::new));
    }

    private static void lockGrants(Tx tx, String member, Held held) {
        tx.list("""
                SELECT id FROM consent.clinic_grant
                 WHERE member_id = $1 AND clinic_id = $2 AND revoked_at IS NULL ORDER BY id FOR SHARE
                """, row -> true, member, held.clinic());
    }

    /** Notes that the clinic used its grants, at most once a minute. */
    void used(Sql sql, String member, Held held, Instant now) {
        sql.update("""
                UPDATE consent.clinic_grant SET last_used_at = $4::timestamptz
                 WHERE id IN (SELECT id FROM consent.clinic_grant
                               WHERE member_id = $1 AND clinic_id = $2 AND $3 = ANY(scopes) AND revoked_at IS NULL
                                 AND (last_used_at IS NULL OR last_used_at < $4::timestamptz - interval '1 minute')
                                 FOR NO KEY UPDATE SKIP LOCKED)
                """, member, held.clinic(), held.scope().word(), now.atOffset(ZoneOffset.UTC));
    }

    /** The clinics that hold a grant of the member's, whatever it is worth now. */
    List<String> clinics(Sql sql, String member) {
        return new ArrayList<>(sql.list(
                "SELECT DISTINCT clinic_id FROM consent.clinic_grant WHERE member_id = $1 ORDER BY clinic_id",
                row -> row.getString("clinic_id"),
                member));
    }

    private static Line line(Row row) {
        return new Line(
                row.getString("purpose"),
                consent(row),
                grant(row),
                row.getBoolean("admitted"),
                row.getBoolean("approved"),
                row.getBoolean("unnoted"),
                instant(row.getOffsetDateTime("opted_out")));
    }

    private static Decided decided(Row row) {
        return new Decided(
                row.getString("member_id"),
                row.getString("purpose"),
                consent(row),
                instant(row.getOffsetDateTime("opted_out")));
    }

    private static @Nullable ConsentState consent(Row row) {
        var changed = row.getOffsetDateTime("changed_at");
        return changed == null
                ? null
                : new ConsentState(
                        row.getBoolean("active"),
                        row.getBoolean("outdated"),
                        row.getBoolean("unconfirmed"),
                        changed.toInstant());
    }

    private static GrantState grant(Row row) {
        if (row.getBoolean("scoped")) {
            return GrantState.LIVE;
        }
        if (row.getBoolean("live")) {
            return GrantState.OTHER_SCOPE;
        }
        if (row.getBoolean("unrevoked")) {
            return GrantState.EXPIRED;
        }
        return row.getBoolean("any_grant") ? GrantState.REVOKED : GrantState.NONE;
    }

    private static @Nullable Instant instant(@Nullable OffsetDateTime time) {
        return time == null ? null : time.toInstant();
    }
}
