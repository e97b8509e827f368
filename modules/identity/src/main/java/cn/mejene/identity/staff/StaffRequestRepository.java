package cn.mejene.identity.staff;

import cn.mejene.kernel.data.Sql;
import cn.mejene.kernel.data.Tx;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The only SQL on what operators ask for by {@code ./mejene staff}; the command writes and reads the rows itself. */
final class StaffRequestRepository {

    /** What is asked for. */
    record Request(String id, String action, NewStaff wanted, Buffer publicKey) {}

    /**
     * What became of it.
     *
     * @param state {@code done}, or the code of the problem
     * @param reply encrypted credentials
     */
    record Outcome(String state, @Nullable Buffer reply) {}

    /** The oldest one that nobody works on; locked until the transaction ends. */
    Optional<Request> take(Tx tx) {
        return tx.find(
                """
                SELECT id, action, username, role, clinic_id, employer, network, public_key
                  FROM identity.staff_request WHERE state = 'asked' ORDER BY asked_at LIMIT 1 FOR UPDATE SKIP LOCKED
                """,
                row -> new Request(
                        row.getString("id"),
                        row.getString("action"),
                        new NewStaff(
                                row.getString("username"),
                                Objects.requireNonNullElse(row.getString("role"), ""),
                                row.getString("clinic_id"),
                                Objects.requireNonNullElse(row.getString("employer"), ""),
                                Objects.requireNonNullElse(row.getString("network"), "")),
                        row.getBuffer("public_key")));
    }

    void answer(Tx tx, String id, Outcome outcome) {
        tx.update(
                "UPDATE identity.staff_request SET state = $2, reply = $3 WHERE id = $1",
                id,
                outcome.state(),
                outcome.reply());
    }

    void deleteOlderThan(Sql sql, Duration age) {
        sql.update("DELETE FROM identity.staff_request WHERE asked_at < now() - make_interval(secs => $1)", (double)
                age.toSeconds());
    }
}
