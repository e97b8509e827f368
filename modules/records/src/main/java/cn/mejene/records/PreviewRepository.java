package cn.mejene.records;

import cn.mejene.kernel.data.Sql;
import java.time.Instant;
import java.time.ZoneOffset;

/** Who was shown what. */
final class PreviewRepository {

    /** One picture that is about to be shown. */
    record Shown(long code, String viewer, StoredRecord record, Instant at, String trace) {}

    /** Keeps it unless its code is taken; answers whether it did. */
    boolean insert(Sql sql, Shown shown) {
        return sql.update(
                        """
                        INSERT INTO records.preview (code, viewer_id, record_id, member_id, shown_at, trace)
                        VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING
                        """,
                        shown.code(),
                        shown.viewer(),
                        shown.record().id(),
                        shown.record().memberId(),
                        shown.at().atOffset(ZoneOffset.UTC),
                        shown.trace())
                == 1;
    }
}
