package cn.mejene.consent.signal;

import cn.mejene.kernel.data.Sql;
import cn.mejene.kernel.data.Tx;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;

/** Opt-out signals in PostgreSQL, one row a member. Stateless. */
final class OptOutRepository {

    /** Whether it is new; the first signal keeps its time. */
    boolean insert(Tx tx, String member, String signal, Instant now) {
        return tx.update("""
                INSERT INTO consent.opt_out (member_id, signal, since) VALUES ($1, $2, $3)
                ON CONFLICT (member_id) DO NOTHING
                """, member, signal, now.atOffset(ZoneOffset.UTC)) == 1;
    }

    Optional<OptOut> find(Sql sql, String member) {
        return sql.find(
                "SELECT signal, since FROM consent.opt_out WHERE member_id = $1",
                row -> new OptOut(
                        row.getString("signal"), row.getOffsetDateTime("since").toInstant()),
                member);
    }

    boolean delete(Tx tx, String member) {
        return tx.update("DELETE FROM consent.opt_out WHERE member_id = $1", member) == 1;
    }
}
