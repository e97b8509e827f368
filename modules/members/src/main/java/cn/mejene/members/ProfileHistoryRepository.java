package cn.mejene.members;

import cn.mejene.kernel.data.Tx;
import io.vertx.core.buffer.Buffer;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;

/** What profiles said before, sealed, in PostgreSQL. Stateless. */
final class ProfileHistoryRepository {

    void insert(Tx tx, String id, String member, byte[] sealed, Instant at) {
        tx.update(
                "INSERT INTO members.profile_before (id, member_id, profile, replaced_at) VALUES ($1, $2, $3, $4)",
                id,
                member,
                Buffer.buffer(sealed),
                at.atOffset(ZoneOffset.UTC));
    }

    /** Removes the member's whole history; answers what it was. */
    List<byte[]> deleteAll(Tx tx, String member) {
        return tx.list(
                "DELETE FROM members.profile_before WHERE member_id = $1 RETURNING profile",
                row -> row.getBuffer("profile").getBytes(),
                member);
    }
}
