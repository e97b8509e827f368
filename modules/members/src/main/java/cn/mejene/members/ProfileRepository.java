package cn.mejene.members;

import cn.mejene.kernel.data.Sql;
import cn.mejene.kernel.data.Tx;
import io.vertx.core.buffer.Buffer;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;

/** Sealed profiles in PostgreSQL. Stateless. */
final class ProfileRepository {

    Optional<StoredProfile> find(Sql sql, String member) {
        return sql.find(
                "SELECT profile, version FROM members.profile WHERE member_id = $1",
                row -> new StoredProfile(row.getBuffer("profile").getBytes(), row.getInteger("version")),
                member);
    }

    /** Answers false, and changes nothing, when the member has a profile already. */
    boolean insert(Tx tx, String member, byte[] sealed, Instant at) {
        return tx.update("""
                        INSERT INTO members.profile (member_id, profile, version, created_at, updated_at)
                        VALUES ($1, $2, 1, $3, $3)
                        ON CONFLICT (member_id) DO NOTHING
                        """, member, Buffer.buffer(sealed), at.atOffset(ZoneOffset.UTC)) == 1;
    }

    /** Answers false, and changes nothing, when the profile is no longer of that version. */
    boolean update(Tx tx, String member, byte[] sealed, int version, Instant at) {
        return tx.update("""
                        UPDATE members.profile SET profile = $2, version = version + 1, updated_at = $4
                         WHERE member_id = $1 AND version = $3
                        """, member, Buffer.buffer(sealed), version, at.atOffset(ZoneOffset.UTC)) == 1;
    }
}
