package cn.mejene.records;

import cn.mejene.kernel.data.Sql;
import cn.mejene.kernel.data.Tx;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Requests for correction and their answers. */
final class CorrectionRepository {
    private static final String COLUMNS = "correction_id, record_id, member_id, clinic_id, request, requested_at,"
            + " corrected_record_id, reason_code, reason, answered_by, answered_at";

    /**
     * How a record stands to its other versions.
     *
     * @param corrects the version that it replaces
     * @param correctedBy the version that replaces it
     * @param pending whether a correction is asked for
     */
    record Versions(@Nullable String corrects, @Nullable String correctedBy, boolean pending) {
        static final Versions ALONE = new Versions(null, null, false);
    }

    /** Whether it was asked; false when the record has an open request. */
    boolean insert(Tx tx, Correction c) {
        return tx.update(
                        """
                        INSERT INTO records.correction
                               (correction_id, record_id, member_id, clinic_id, request, requested_at, status)
                        VALUES ($1, $2, $3, $4, $5, $6, 'pending')
                        ON CONFLICT (record_id) WHERE status = 'pending' DO NOTHING
                        """,
                        c.id(),
                        c.recordId(),
                        c.memberId(),
                        c.clinicId(),
                        Buffer.buffer(c.request()),
                        c.requestedAt().atOffset(ZoneOffset.UTC))
                == 1;
    }

    Optional<Correction> find(Sql sql, String id) {
        return sql.find(
                "SELECT " + COLUMNS + " FROM records.correction WHERE correction_id = $1",
                CorrectionRepository::correction,
                id);
    }

    List<Correction> ofRecord(Sql sql, String recordId, String before, int limit) {
        return list(sql, "record_id", recordId, before, limit);
    }

    List<Correction> ofClinic(Sql sql, String clinicId, String before, int limit) {
        return list(sql, "clinic_id", clinicId, before, limit);
    }

    private static List<Correction> list(Sql sql, String column, String value, String before, int limit) {
        return sql.list(
                "SELECT " + COLUMNS + " FROM records.correction WHERE " + column
                        + " = $1 AND ($2 = '' OR correction_id < $2) ORDER BY correction_id DESC LIMIT $3",
                CorrectionRepository::correction,
                value,
                before,
                limit);
    }

    /** Answers unless it is answered; says whether it did. */
    boolean answer(Tx tx, String id, Correction.Answered answer) {
        var reason = answer.reason();
        return tx.update(
                        """
                        UPDATE records.correction
                           SET status = CASE WHEN $2::text IS NULL THEN 'refused' ELSE 'corrected' END,
                               corrected_record_id = $2, reason_code = $3, reason = $4, answered_by = $5, answered_at = $6
                         WHERE correction_id = $1 AND status = 'pending'
                        """,
                        id,
                        answer.recordId(),
                        answer.reasonCode(),
                        reason == null ? null : Buffer.buffer(reason),
                        answer.by(),
                        answer.at().atOffset(ZoneOffset.UTC))
                == 1;
    }

    /** Whether a record is the corrected version of another already. */
    boolean isVersion(Sql sql, String recordId) {
        return sql.find("SELECT 1 FROM records.correction WHERE corrected_record_id = $1", row -> true, recordId)
                .isPresent();
    }

    /** Whether a corrected version has taken the record's place. */
    boolean isCorrected(Sql sql, String recordId) {
        return sql.find(
                        "SELECT 1 FROM records.correction WHERE record_id = $1 AND status = 'corrected' LIMIT 1",
                        row -> true,
                        recordId)
                .isPresent();
    }

    /** How each of the records that has other versions stands to them. */
    Map<String, Versions> versions(Sql sql, Collection<String> recordIds) {
        var ids = recordIds.toArray(String[]::new);
        var found = new HashMap<String, Versions>();
        sql.list(
                        """
                        SELECT r.id,
                               (SELECT c.record_id FROM records.correction c WHERE c.corrected_record_id = r.id) AS corrects,
                               (SELECT c.corrected_record_id FROM records.correction c
                                 WHERE c.record_id = r.id AND c.status = 'corrected'
                                 ORDER BY c.correction_id DESC LIMIT 1) AS corrected_by,
                               EXISTS (SELECT 1 FROM records.correction c
                                        WHERE c.record_id = r.id AND c.status = 'pending') AS pending
                          FROM unnest($1::text[]) AS r (id)
                        """,
                        row -> Map.entry(
                                row.getString("id"),
                                new Versions(
                                        row.getString("corrects"),
                                        row.getString("corrected_by"),
                                        row.getBoolean("pending"))),
                        (Object) ids)
                .forEach(entry -> found.put(entry.getKey(), entry.getValue()));
        return found;
    }

    /** Removes what was written about a record that goes; answers what was sealed in it. */
    List<byte[]> deleteOfRecord(Tx tx, String recordId) {
        return tx
                .list(
                        "DELETE FROM records.correction WHERE record_id = $1 RETURNING " + COLUMNS,
                        CorrectionRepository::correction,
                        recordId)
                .stream()
                .<byte[]>mapMulti((c, words) -> {
                    words.accept(c.request());
                    var answer = c.answer();
                    if (answer != null && answer.reason() != null) {
                        words.accept(answer.reason());
                    }
                })
                .toList();
    }

    private static Correction correction(Row row) {
        return new Correction(
                row.getString("correction_id"),
                row.getString("record_id"),
                row.getString("member_id"),
                row.getString("clinic_id"),
                row.getBuffer("request").getBytes(),
                row.getOffsetDateTime("requested_at").toInstant(),
                answer(row));
    }

    private static Correction.@Nullable Answered answer(Row row) {
        var at = row.getOffsetDateTime("answered_at");
        var reason = row.getBuffer("reason");
        return at == null
                ? null
                : new Correction.Answered(
                        row.getString("corrected_record_id"),
                        row.getString("reason_code"),
                        reason == null ? null : reason.getBytes(),
                        row.getString("answered_by"),
                        at.toInstant());
    }
}
