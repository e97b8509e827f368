package cn.mejene.identity.member;

import cn.mejene.identity.code.PhoneIndex;
import cn.mejene.kernel.data.Sql;
import cn.mejene.kernel.data.Tx;
import io.vertx.core.buffer.Buffer;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Optional;

/** The only SQL on accounts. */
final class AccountRepository {

    /** The sealed number of an account and its status. */
    record SealedPhone(Buffer phone, String status) {}

    /** Notes a login, which renews the number's retention, and answers whose it is. */
    Optional<Account> signIn(Tx tx, PhoneIndex phone, Instant now) {
        return tx.find(
                """
                UPDATE identity.account SET signed_in_at = $2 WHERE phone_index = $1 RETURNING member_id, status
                """, row -> new Account(row.getString("member_id"), row.getString("status")), phone.value(), utc(now));
    }

    /** Whether the account was made; false when the number got one meanwhile. */
    boolean insert(Tx tx, String memberId, PhoneIndex phone, Buffer sealed, AgeBand ageBand, Instant now) {
        return tx.update("""
            INSERT INTO identity.account
                   (member_id, phone_index, phone, status, age_band, created_at, signed_in_at)
            VALUES ($1, $2, $3, 'active', $4, $5, $5)
            ON CONFLICT (phone_index) DO NOTHING
            """, memberId, phone.value(), sealed, ageBand.word(), utc(now)) == 1;
    }

    Optional<PhoneIndex> phoneIndex(Sql sql, String memberId) {
        return sql.find(
                "SELECT phone_index FROM identity.account WHERE member_id = $1",
                row -> new PhoneIndex(row.getBuffer("phone_index")),
                memberId);
    }

    Optional<SealedPhone> sealedPhone(Sql sql, String memberId) {
        return sql.find(
                "SELECT phone, status FROM identity.account WHERE member_id = $1",
                row -> new SealedPhone(row.getBuffer("phone"), row.getString("status")),
                memberId);
    }

    private static OffsetDateTime utc(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }
}
