package cn.mejene.membership.term;

import cn.mejene.kernel.data.Sql;
import cn.mejene.kernel.data.Tx;
import io.vertx.sqlclient.Row;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;

/** Terms and benefits in PostgreSQL. Stateless. */
final class TermRepository {
    private static final String COLUMNS = "term_id, member_id, order_id, line, sku, version, level, rank, bought_at,"
            + " bought_seconds, seconds, starts_at, ends_at";

    /**
     * One benefit of one term.
     *
     * @param used how often it was claimed
     */
    record Benefit(String id, int quota, int used) {}

    /** Holds the member's terms for this transaction alone. */
    void lock(Tx tx, String memberId) {
        tx.update("INSERT INTO membership.member (member_id) VALUES ($1) ON CONFLICT DO NOTHING", memberId);
        tx.list("SELECT 1 FROM membership.member WHERE member_id = $1 FOR UPDATE", row -> true, memberId);
    }

    void insert(Tx tx, Term term) {
        tx.update(
                """
                INSERT INTO membership.term (term_id, member_id, order_id, line, sku, version, level, rank, bought_at,
                                             bought_seconds, seconds, starts_at, ends_at)
                VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
                """,
                term.termId(),
                term.memberId(),
                term.source().orderId(),
                term.source().line(),
                term.source().sku(),
                term.source().version(),
                term.level(),
                term.rank(),
                utc(term.boughtAt()),
                term.boughtSeconds(),
                term.seconds(),
                utc(term.startsAt()),
                utc(term.endsAt()));
    }

    void place(Tx tx, Term term) {
        tx.update(
                "UPDATE membership.term SET seconds = $2, starts_at = $3, ends_at = $4 WHERE term_id = $1",
                term.termId(),
                term.seconds(),
                utc(term.startsAt()),
                utc(term.endsAt()));
    }

    List<Term> ofMember(Sql sql, String memberId) {
        return sql.list(
                "SELECT " + COLUMNS + " FROM membership.term WHERE member_id = $1 ORDER BY bought_at, term_id",
                TermRepository::term,
                memberId);
    }

    /** Members whose last term ends in a span of time. */
    List<String> ending(Sql sql, Instant from, Instant until) {
        return sql.list("""
            SELECT member_id FROM membership.term WHERE seconds > 0
             GROUP BY member_id HAVING max(ends_at) >= $1 AND max(ends_at) < $2 ORDER BY member_id
            """, row -> row.getString("member_id"), utc(from), utc(until));
    }

    void insertBenefit(Tx tx, Term term, String benefit, int quota) {
        tx.update(
                "INSERT INTO membership.benefit (term_id, benefit, member_id, quota) VALUES ($1, $2, $3, $4)",
                term.termId(),
                benefit,
                term.memberId(),
                quota);
    }

    List<Benefit> benefits(Sql sql, String termId) {
        return sql.list(
                "SELECT benefit, quota, used FROM membership.benefit WHERE term_id = $1 ORDER BY benefit",
                row -> new Benefit(row.getString("benefit"), row.getInteger("quota"), row.getInteger("used")),
                termId);
    }

    /** Uses one up; empty when there is none left or no such benefit in the term. */
    Optional<Benefit> use(Tx tx, String termId, String benefit) {
        return tx.find(
                """
                UPDATE membership.benefit SET used = used + 1
                 WHERE term_id = $1 AND benefit = $2 AND used < quota RETURNING benefit, quota, used
                """,
                row -> new Benefit(row.getString("benefit"), row.getInteger("quota"), row.getInteger("used")),
                termId,
                benefit);
    }

    void insertClaim(Tx tx, String claimId, Term term, String benefit, Instant at) {
        tx.update("""
            INSERT INTO membership.benefit_claim (claim_id, member_id, term_id, benefit, claimed_at)
            VALUES ($1, $2, $3, $4, $5)
            """, claimId, term.memberId(), term.termId(), benefit, utc(at));
    }

    private static Term term(Row row) {
        return new Term(
                row.getString("term_id"),
                row.getString("member_id"),
                new Term.Source(
                        row.getString("order_id"),
                        row.getInteger("line"),
                        row.getString("sku"),
                        row.getInteger("version")),
                row.getString("level"),
                row.getInteger("rank"),
                row.getOffsetDateTime("bought_at").toInstant(),
                row.getLong("bought_seconds"),
                row.getLong("seconds"),
                row.getOffsetDateTime("starts_at").toInstant(),
                row.getOffsetDateTime("ends_at").toInstant());
    }

    private static OffsetDateTime utc(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }
}
