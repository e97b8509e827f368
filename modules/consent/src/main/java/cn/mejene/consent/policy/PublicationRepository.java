package cn.mejene.consent.policy;

import cn.mejene.kernel.data.Sql;
import cn.mejene.kernel.data.Tx;
import cn.mejene.kernel.event.Event;
import io.vertx.sqlclient.Row;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What goes with a published version in PostgreSQL: baseline, changed purposes, whom it was told to. Stateless. */
final class PublicationRepository {
    private static final long LOCK = 0x6d656a656e650102L;

    /** A version that has not been told to everybody. */
    record Untold(String version, String id, boolean material) {
        Event event(String member) {
            var data = Map.of("policyId", id, "change", material ? "material" : "minor");
            return Event.of("consent.policy-changed", member, data);
        }
    }

    /** Lets one publication at a time happen, over all nodes. */
    void lock(Tx tx) {
        tx.list("SELECT pg_advisory_xact_lock($1)", row -> true, LOCK);
    }

    /** Keeps publications waiting until the transaction ends, so that what it reads of them stays true. */
    void lockShared(Tx tx) {
        tx.list("SELECT pg_advisory_xact_lock_shared($1)", row -> true, LOCK);
    }

    void insert(Tx tx, String version, String id, Instant effectiveAt, Collection<MaterialType> types, String by) {
        tx.update(
                """
                INSERT INTO consent.policy_version
                       (version, effective_at, material, authoritative_language, id, material_types, published_by)
                VALUES ($1, $2, $3, 'zh-Hans', $4, $5, $6)
                """,
                version,
                effectiveAt.atOffset(ZoneOffset.UTC),
                !types.isEmpty(),
                id,
                types.stream().map(MaterialType::word).toArray(String[]::new),
                by);
    }

    Baseline baseline(Sql sql, String version) {
        var digests = new HashMap<String, String>();
        sql.list(
                "SELECT subject, sha256 FROM consent.policy_baseline WHERE version = $1",
                row -> digests.put(row.getString("subject"), row.getString("sha256")),
                version);
        return new Baseline(digests);
    }

    void insertBaseline(Tx tx, String version, Baseline baseline) {
        baseline.digests()
                .forEach((subject, digest) -> tx.update(
                        "INSERT INTO consent.policy_baseline (version, subject, sha256) VALUES ($1, $2, $3)",
                        version,
                        subject,
                        digest));
    }

    void insertChanges(Tx tx, String version, Collection<String> purposes) {
        purposes.forEach(purpose ->
                tx.update("INSERT INTO consent.policy_change (version, purpose) VALUES ($1, $2)", version, purpose));
    }

    List<String> changedPurposes(Sql sql, String version) {
        return sql.list(
                "SELECT purpose FROM consent.policy_change WHERE version = $1 ORDER BY purpose",
                row -> row.getString("purpose"),
                version);
    }

    /** Notes that a member who agrees now is told of the versions that are published and not in force; answers which. */
    List<Untold> tellOfUpcoming(Tx tx, String member, Instant now) {
        return tx.list("""
                WITH told AS (
                    INSERT INTO consent.policy_notice (version, member_id, told_at)
                    SELECT version, $1, $2::timestamptz FROM consent.policy_version
                     WHERE id IS NOT NULL AND effective_at > $2
                    ON CONFLICT DO NOTHING
                    RETURNING version
                )
                SELECT v.version, v.id, v.material FROM told JOIN consent.policy_version v USING (version)
                """, PublicationRepository::untold, member, now.atOffset(ZoneOffset.UTC));
    }

    /** The version published last, unless the member agreed to it or there is no other. */
    Optional<String> newestUnaccepted(Sql sql, String member) {
        return sql.find("""
                SELECT v.version
                  FROM (SELECT version, effective_at FROM consent.policy_version
                         ORDER BY effective_at DESC, version DESC LIMIT 1) v
                 WHERE NOT EXISTS (SELECT FROM consent.policy_acceptance a
                                    WHERE a.member_id = $1 AND a.version = v.version AND a.manner = 'agreed')
                """, row -> row.getString("version"), member);
    }

    private static Untold untold(Row row) {
        return new Untold(row.getString("version"), row.getString("id"), row.getBoolean("material"));
    }

    /** The versions that are still to be told to those who had agreed to an earlier one when they were published. */
    List<Untold> untold(Sql sql) {
        return sql.list("""
                SELECT version, id, material FROM consent.policy_version
                 WHERE id IS NOT NULL AND told_at IS NULL
                 ORDER BY effective_at
                """, PublicationRepository::untold);
    }

    /** Notes that some more members are told, those who agreed to earlier versions only; answers who. */
    List<String> tell(Tx tx, String version, Instant now, int most) {
        return tx.list("""
                INSERT INTO consent.policy_notice (version, member_id, told_at)
                SELECT v.version, a.member_id, $2::timestamptz
                  FROM consent.policy_version v
                 CROSS JOIN (SELECT m.member_id, max(b.effective_at) AS agreed
                               FROM consent.policy_acceptance m
                               JOIN consent.policy_version b ON b.version = m.version
                              WHERE NOT m.ended
                              GROUP BY m.member_id) a
                 WHERE v.version = $1 AND a.agreed < v.effective_at
                   AND NOT EXISTS (SELECT FROM consent.policy_notice n
                                    WHERE n.version = v.version AND n.member_id = a.member_id)
                 LIMIT $3
                ON CONFLICT DO NOTHING
                RETURNING member_id
                """, row -> row.getString("member_id"), version, now.atOffset(ZoneOffset.UTC), most);
    }

    /** Notes that nobody is left to tell; whoever agrees to an earlier version from now on is told as she does. */
    void told(Tx tx, String version, Instant now) {
        tx.update(
                "UPDATE consent.policy_version SET told_at = $2 WHERE version = $1",
                version,
                now.atOffset(ZoneOffset.UTC));
    }
}
