package cn.mejene.consent.policy;

import cn.mejene.kernel.data.Sql;
import cn.mejene.kernel.data.Tx;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;

/** What goes with a published version in PostgreSQL: baseline, changed purposes, whom it was told to. Stateless. */
final class PublicationRepository {
    private static final long LOCK = 0x6d656a656e650102L;

    /** A version that has not been told to everybody. */
    record Untold(String version, String id, boolean material) {}

    /** Lets one publication at a time happen, over all nodes. */
    void lock(Tx tx) {
        tx.list("SELECT pg_advisory_xact_lock($1)", row -> true, LOCK);
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

    /** The versions that are still to be told; each is until it is in force and nobody is left. */
    List<Untold> untold(Sql sql) {
        return sql.list(
                """
                SELECT version, id, material FROM consent.policy_version
                 WHERE id IS NOT NULL AND told_at IS NULL
                 ORDER BY effective_at
                """, row -> new Untold(row.getString("version"), row.getString("id"), row.getBoolean("material")));
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
                              GROUP BY m.member_id) a
                 WHERE v.version = $1 AND a.agreed < v.effective_at
                   AND NOT EXISTS (SELECT FROM consent.policy_notice n
                                    WHERE n.version = v.version AND n.member_id = a.member_id)
                 LIMIT $3
                ON CONFLICT DO NOTHING
                RETURNING member_id
                """, row -> row.getString("member_id"), version, now.atOffset(ZoneOffset.UTC), most);
    }

    /** Notes that nobody is left to tell of a version that is in force: from now on everybody agrees to it. */
    void told(Tx tx, String version, Instant now) {
        tx.update(
                "UPDATE consent.policy_version SET told_at = $2 WHERE version = $1 AND effective_at <= $2",
                version,
                now.atOffset(ZoneOffset.UTC));
    }
}
