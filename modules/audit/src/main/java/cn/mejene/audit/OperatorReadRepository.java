package cn.mejene.audit;

import cn.mejene.kernel.data.Tx;
import io.vertx.sqlclient.Row;
import java.util.Optional;

/** What operators wait to read. */
final class OperatorReadRepository {

    /** One command that waits, e.g. {@code audit.export} for {@code log}. */
    record Asked(String id, String command, String resourceType) {
        static Asked of(Row row) {
            return new Asked(row.getString("id"), row.getString("command"), row.getString("resource_type"));
        }
    }

    /** The oldest that nobody enters at the moment, locked. */
    Optional<Asked> takeOldest(Tx tx) {
        return tx.find(
                "SELECT id, command, resource_type FROM audit.operator_read WHERE noted_at IS NULL"
                        + " ORDER BY asked_at LIMIT 1 FOR UPDATE SKIP LOCKED",
                Asked::of);
    }

    void markNoted(Tx tx, String id) {
        tx.update("UPDATE audit.operator_read SET noted_at = now() WHERE id = $1", id);
    }
}
