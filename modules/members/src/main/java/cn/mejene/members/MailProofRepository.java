package cn.mejene.members;

import cn.mejene.kernel.data.Sql;
import cn.mejene.kernel.data.Tx;
import io.vertx.core.buffer.Buffer;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Which address each member has proved, as a keyed hash, in PostgreSQL. Stateless. */
final class MailProofRepository {

    Optional<byte[]> find(Sql sql, String member) {
        return sql.find(
                "SELECT address_index FROM members.verified_email WHERE member_id = $1",
                row -> row.getBuffer("address_index").getBytes(),
                member);
    }

    Map<String, byte[]> ofEach(Sql sql, List<String> members) {
        var proofs = new HashMap<String, byte[]>();
        sql.list(
                "SELECT member_id, address_index FROM members.verified_email WHERE member_id = ANY($1)",
                row -> proofs.put(
                        row.getString("member_id"),
                        row.getBuffer("address_index").getBytes()),
                (Object) members.toArray(String[]::new));
        return proofs;
    }

    void put(Tx tx, String member, byte[] index, Instant at) {
        tx.update("""
                INSERT INTO members.verified_email (member_id, address_index, verified_at) VALUES ($1, $2, $3)
                ON CONFLICT (member_id) DO UPDATE SET address_index = $2, verified_at = $3
                """, member, Buffer.buffer(index), at.atOffset(ZoneOffset.UTC));
    }

    void deleteOthers(Tx tx, String member, byte[] index) {
        tx.update(
                "DELETE FROM members.verified_email WHERE member_id = $1 AND address_index <> $2",
                member,
                Buffer.buffer(index));
    }
}
