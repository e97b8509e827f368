package cn.mejene.records;

import cn.mejene.kernel.data.Sql;
import cn.mejene.kernel.data.Tx;
import cn.mejene.records.Erasures.Notice;
import io.vertx.sqlclient.Row;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;

/** Which clinics were told of which erasures. */
final class ErasureRepository {
    private static final String COLUMNS = "notice_id, record_id, clinic_id, erased_at, followed_at";

    void insert(Tx tx, String memberId, Notice notice) {
        tx.update(
                """
                INSERT INTO records.erasure_notice (notice_id, record_id, member_id, clinic_id, erased_at)
                VALUES ($1, $2, $3, $4, $5) ON CONFLICT (record_id, clinic_id) DO NOTHING
                """,
                notice.id(),
                notice.recordId(),
                memberId,
                notice.clinicId(),
                notice.erasedAt().atOffset(ZoneOffset.UTC));
    }

    List<Notice> ofClinic(Sql sql, String clinicId, String before, int limit) {
        return list(sql, "clinic_id", clinicId, before, limit);
    }

    List<Notice> ofMember(Sql sql, String memberId, String before, int limit) {
        return list(sql, "member_id", memberId, before, limit);
    }

    private static List<Notice> list(Sql sql, String column, String value, String before, int limit) {
        return sql.list(
                "SELECT " + COLUMNS + " FROM records.erasure_notice WHERE " + column
                        + " = $1 AND ($2 = '' OR notice_id < $2) ORDER BY notice_id DESC LIMIT $3",
                ErasureRepository::notice,
                value,
                before,
                limit);
    }

    /** Notes it once; answers whose record it was, or nothing when the clinic has no such notice. */
    Optional<String> follow(Tx tx, String id, String clinicId, Instant at) {
        return tx.find("""
                UPDATE records.erasure_notice SET followed_at = coalesce(followed_at, $3)
                 WHERE notice_id = $1 AND clinic_id = $2 RETURNING member_id
                """, row -> row.getString("member_id"), id, clinicId, at.atOffset(ZoneOffset.UTC));
    }

    private static Notice notice(Row row) {
        var followed = row.getOffsetDateTime("followed_at");
        return new Notice(
                row.getString("notice_id"),
                row.getString("record_id"),
                row.getString("clinic_id"),
                row.getOffsetDateTime("erased_at").toInstant(),
                followed == null ? null : followed.toInstant());
    }
}
