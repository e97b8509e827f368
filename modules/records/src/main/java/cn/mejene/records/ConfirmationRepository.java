package cn.mejene.records;

import cn.mejene.kernel.data.Sql;
import cn.mejene.kernel.data.Tx;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Requests for confirmation and their decisions. */
final class ConfirmationRepository {
    private static final String COLUMNS =
            "request_id, record_id, record_sha256, member_id, clinic_id, requester, stage,"
                    + " statement, created_at, decision, decided_at, evidence_id, evidence";

    void insert(Tx tx, Confirmation c) {
        tx.update(
                """
                INSERT INTO records.confirmation
                    (request_id, record_id, record_sha256, member_id, clinic_id, requester, stage, statement, created_at)
                VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
                """,
                c.id(),
                c.recordId(),
                c.sha256(),
                c.memberId(),
                c.clinicId(),
                c.requester(),
                c.stage(),
                Buffer.buffer(c.statement()),
                c.createdAt().atOffset(ZoneOffset.UTC));
    }

    Optional<Confirmation> find(Sql sql, String id) {
        return sql.find(
                "SELECT " + COLUMNS + " FROM records.confirmation WHERE request_id = $1",
                ConfirmationRepository::confirmation,
                id);
    }

    Optional<Confirmation> findByEvidence(Sql sql, String evidenceId) {
        return sql.find(
                "SELECT " + COLUMNS + " FROM records.confirmation WHERE evidence_id = $1",
                ConfirmationRepository::confirmation,
                evidenceId);
    }

    List<Confirmation> ofMember(Sql sql, String memberId, String before, int limit) {
        return sql.list(
                "SELECT " + COLUMNS + " FROM records.confirmation WHERE member_id = $1 AND ($2 = '' OR request_id < $2)"
                        + " ORDER BY request_id DESC LIMIT $3",
                ConfirmationRepository::confirmation,
                memberId,
                before,
                limit);
    }

    /** The evidence of the member's last decision before now, which the next one points back to. */
    Optional<String> lastEvidence(Sql sql, String memberId) {
        return sql.find("""
                SELECT evidence_id FROM records.confirmation WHERE member_id = $1 AND evidence_id IS NOT NULL
                 ORDER BY evidence_id DESC LIMIT 1
                """, row -> row.getString("evidence_id"), memberId);
    }

    /** Whether the same step of the same record was asked for again and declined, after this decision. */
    boolean isDeclinedSince(Sql sql, Confirmation c) {
        var declined = """
                SELECT 1 FROM records.confirmation
                 WHERE member_id = $1 AND record_id = $2 AND stage = $3 AND decision = 'declined' AND decided_at > $4
                 LIMIT 1
                """;
        return sql.find(declined, row -> true, c.memberId(), c.recordId(), c.stage(), decidedAt(c))
                .isPresent();
    }

    private static OffsetDateTime decidedAt(Confirmation c) {
        return Objects.requireNonNull(c.decision()).at().atOffset(ZoneOffset.UTC);
    }

    /** Decides unless it is decided; answers whether it did. */
    boolean decide(Tx tx, String id, Confirmation.Decision decision) {
        return tx.update(
                        """
                        UPDATE records.confirmation SET decision = $2, decided_at = $3, evidence_id = $4, evidence = $5
                         WHERE request_id = $1 AND decision IS NULL
                        """,
                        id,
                        decision.word(),
                        decision.at().atOffset(ZoneOffset.UTC),
                        decision.evidenceId(),
                        Buffer.buffer(decision.evidence()))
                == 1;
    }

    private static Confirmation confirmation(Row row) {
        return new Confirmation(
                row.getString("request_id"),
                row.getString("record_id"),
                row.getString("record_sha256"),
                row.getString("member_id"),
                row.getString("clinic_id"),
                row.getString("requester"),
                row.getString("stage"),
                row.getBuffer("statement").getBytes(),
                row.getOffsetDateTime("created_at").toInstant(),
                decision(row));
    }

    private static Confirmation.@Nullable Decision decision(Row row) {
        var word = row.getString("decision");
        return word == null
                ? null
                : new Confirmation.Decision(
                        word,
                        row.getOffsetDateTime("decided_at").toInstant(),
                        row.getString("evidence_id"),
                        row.getBuffer("evidence").getBytes());
    }
}
