package cn.mejene.consent.partner;

import cn.mejene.kernel.data.Sql;
import cn.mejene.kernel.data.Tx;
import io.vertx.sqlclient.Row;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;

/** Assessments in PostgreSQL; they end by themselves and never change. Stateless. */
final class AssessmentRepository {

    void insert(Tx tx, Assessment assessment, String by) {
        tx.update(
                """
                INSERT INTO consent.assessment
                       (id, partner, kind, reference, passed, valid_from, valid_until, recorded_by)
                VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
                """,
                assessment.id(),
                assessment.partner(),
                assessment.kind(),
                assessment.reference(),
                assessment.passed(),
                utc(assessment.validFrom()),
                utc(assessment.validUntil()),
                by);
    }

    /** The partner's assessments, newest first. */
    List<Assessment> of(Sql sql, String partner) {
        return sql.list("""
                SELECT id, partner, kind, reference, passed, valid_from, valid_until FROM consent.assessment
                 WHERE partner = $1 ORDER BY id DESC LIMIT 200
                """, AssessmentRepository::assessment, partner);
    }

    private static Assessment assessment(Row row) {
        return new Assessment(
                row.getString("id"),
                row.getString("partner"),
                row.getString("kind"),
                row.getString("reference"),
                row.getBoolean("passed"),
                row.getOffsetDateTime("valid_from").toInstant(),
                row.getOffsetDateTime("valid_until").toInstant());
    }

    private static OffsetDateTime utc(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }
}
