package cn.mejene.audit.approval;

import cn.mejene.kernel.data.Sql;
import cn.mejene.kernel.data.Tx;
import io.vertx.sqlclient.Row;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The table of wishes and approvals; a decision is made once and stays. */
final class ListApprovalRepository {
    private static final String APPROVAL = """
            SELECT approval_id, list, viewer, reason, asked_at, decision, decided_by, decided_at, expires_at
              FROM audit.list_approval
            """;

    void insert(Tx tx, ListApproval asked) {
        tx.update(
                "INSERT INTO audit.list_approval (approval_id, list, viewer, reason, asked_at) VALUES ($1, $2, $3, $4, $5)",
                asked.id(),
                asked.list(),
                asked.viewer(),
                asked.reason(),
                utc(asked.askedAt()));
    }

    /** Locked until the transaction ends. */
    Optional<ListApproval> locked(Tx tx, String id) {
        return tx.find(APPROVAL + " WHERE approval_id = $1 FOR UPDATE", ListApprovalRepository::approval, id);
    }

    List<ListApproval> list(Sql sql, String before, int limit) {
        return sql.list(
                APPROVAL + " WHERE $1 = '' OR approval_id < $1 ORDER BY approval_id DESC LIMIT $2",
                ListApprovalRepository::approval,
                before,
                limit);
    }

    void decide(Tx tx, String id, String decision, String by, Instant at, @Nullable Instant until) {
        tx.update("""
                UPDATE audit.list_approval SET decision = $2, decided_by = $3, decided_at = $4, expires_at = $5
                 WHERE approval_id = $1 AND decision IS NULL
                """, id, decision, by, utc(at), until == null ? null : utc(until));
    }

    /** The approval of this viewer for this list that lasts longest now. */
    Optional<ListApproval> valid(Sql sql, String viewer, String list, Instant now) {
        return sql
                .list(
                        APPROVAL + " WHERE viewer = $1 AND list = $2 AND decision = 'approved' AND expires_at > $3"
                                + " ORDER BY expires_at DESC LIMIT 1",
                        ListApprovalRepository::approval,
                        viewer,
                        list,
                        utc(now))
                .stream()
                .findFirst();
    }

    private static ListApproval approval(Row row) {
        return new ListApproval(
                row.getString("approval_id"),
                row.getString("list"),
                row.getString("viewer"),
                row.getString("reason"),
                row.getOffsetDateTime("asked_at").toInstant(),
                row.getString("decision"),
                row.getString("decided_by"),
                instant(row.getOffsetDateTime("decided_at")),
                instant(row.getOffsetDateTime("expires_at")));
    }

    private static @Nullable Instant instant(@Nullable OffsetDateTime at) {
        return at == null ? null : at.toInstant();
    }

    private static OffsetDateTime utc(Instant at) {
        return at.atOffset(ZoneOffset.UTC);
    }
}
