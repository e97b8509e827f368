package cn.mejene.members;

import cn.mejene.kernel.data.Sql;
import cn.mejene.kernel.data.Tx;
import io.vertx.core.buffer.Buffer;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;

/** Sealed emergency contacts in PostgreSQL. Stateless. */
final class EmergencyContactRepository {

    Optional<byte[]> find(Sql sql, String member) {
        return sql.find(
                "SELECT contact FROM members.emergency_contact WHERE member_id = $1",
                row -> row.getBuffer("contact").getBytes(),
                member);
    }

    /** Removes the member's contact; answers what it was. */
    Optional<byte[]> delete(Tx tx, String member) {
        return tx.find(
                "DELETE FROM members.emergency_contact WHERE member_id = $1 RETURNING contact",
                row -> row.getBuffer("contact").getBytes(),
                member);
    }

    void put(Tx tx, String member, byte[] sealed, Instant at) {
        tx.update("""
                INSERT INTO members.emergency_contact (member_id, contact, updated_at) VALUES ($1, $2, $3)
                ON CONFLICT (member_id) DO UPDATE SET contact = excluded.contact, updated_at = excluded.updated_at
                """, member, Buffer.buffer(sealed), at.atOffset(ZoneOffset.UTC));
    }
}
