package cn.mejene.vault;

import cn.mejene.kernel.data.Sql;
import io.vertx.sqlclient.Row;
import java.time.OffsetDateTime;
import java.util.Optional;

/** Wishes to move all blobs to one store, and how far they have come. Operators add rows, see the operations guide. */
final class MoveRepository {

    /**
     * @param passedId the last blob that this pass has dealt with
     * @param faulty blobs of this pass whose bytes are damaged or missing
     */
    record Move(String id, String target, String passedId, long faulty, OffsetDateTime requestedAt) {
        static Move of(Row row) {
            return new Move(
                    row.getString("id"),
                    row.getString("target"),
                    row.getString("passed_id"),
                    row.getLong("faulty"),
                    row.getOffsetDateTime("requested_at"));
        }
    }

    Optional<Move> findRunning(Sql sql) {
        return sql.find(
                "SELECT id, target, passed_id, faulty, requested_at FROM vault.move WHERE state = 'running'", Move::of);
    }

    void passed(Sql sql, String id, String blobId, int moved, int faulty) {
        sql.update("""
                UPDATE vault.move SET passed_id = $2, moved = moved + $3, faulty = faulty + $4
                 WHERE id = $1 AND state = 'running'
                """, id, blobId, moved, faulty);
    }

    void startOver(Sql sql, String id) {
        sql.update("UPDATE vault.move SET passed_id = '', faulty = 0 WHERE id = $1 AND state = 'running'", id);
    }

    void end(Sql sql, String id, boolean complete) {
        sql.update(
                "UPDATE vault.move SET state = $2, ended_at = now() WHERE id = $1 AND state = 'running'",
                id,
                complete ? "done" : "failed");
    }
}
