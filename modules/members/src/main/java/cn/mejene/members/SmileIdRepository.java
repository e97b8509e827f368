package cn.mejene.members;

import cn.mejene.kernel.data.Sql;
import cn.mejene.kernel.data.Tx;
import io.vertx.core.buffer.Buffer;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;

/** Smile IDs in PostgreSQL, sealed; found by a keyed hash. Stateless. */
final class SmileIdRepository {

    /** Answers false, and changes nothing, when the member has one already. */
    boolean insert(Tx tx, String member, byte[] sealed, byte[] index, Instant at) {
        return tx.update("""
                        INSERT INTO members.smile_id (member_id, smile_id, smile_index, activated_at)
                        VALUES ($1, $2, $3, $4)
                        ON CONFLICT (member_id) DO NOTHING
                        """, member, Buffer.buffer(sealed), Buffer.buffer(index), at.atOffset(ZoneOffset.UTC)) == 1;
    }

    /** The member's sealed Smile ID. */
    Optional<byte[]> find(Sql sql, String member) {
        return sql.find(
                "SELECT smile_id FROM members.smile_id WHERE member_id = $1",
                row -> row.getBuffer("smile_id").getBytes(),
                member);
    }

    Optional<String> memberOf(Sql sql, byte[] index) {
        return sql.find(
                "SELECT member_id FROM members.smile_id WHERE smile_index = $1",
                row -> row.getString("member_id"),
                Buffer.buffer(index));
    }
}
