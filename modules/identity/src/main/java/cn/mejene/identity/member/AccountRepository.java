package cn.mejene.identity.member;

import cn.mejene.identity.code.AddressIndex;
import cn.mejene.kernel.data.Sql;
import cn.mejene.kernel.data.Tx;
import io.vertx.core.buffer.Buffer;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The only SQL on accounts. */
final class AccountRepository {

    /** An account that is about to be made. */
    record NewAccount(
            String memberId,
            AddressIndex phone,
            Buffer sealed,
            AgeBand band,
            @Nullable LocalDate nextBandOn) {}

    /** The sealed number of an account and its status. */
    record SealedPhone(Buffer phone, String status) {}

    /** Whose number it is, and when she last came in. */
    record Known(String memberId, Instant signedInAt) {}

    Optional<Known> find(Tx tx, AddressIndex phone) {
        return tx.find(
                """
                SELECT member_id, signed_in_at FROM identity.account
                 WHERE phone_index = $1 AND released_at IS NULL FOR UPDATE
                """,
                row -> new Known(
                        row.getString("member_id"),
                        row.getOffsetDateTime("signed_in_at").toInstant()),
                phone.value());
    }

    Optional<String> memberOf(Sql sql, AddressIndex phone) {
        return sql.find(
                "SELECT member_id FROM identity.account WHERE phone_index = $1 AND released_at IS NULL",
                row -> row.getString("member_id"),
                phone.value());
    }

    /** Notes a login, which renews the number's retention. */
    Optional<Account> signIn(Tx tx, String member, Instant now) {
        return tx.find(
                "UPDATE identity.account SET signed_in_at = $2 WHERE member_id = $1 RETURNING member_id, status",
                row -> new Account(row.getString("member_id"), row.getString("status")),
                member,
                utc(now));
    }

    /** The number leads to this account no longer; what it holds stays closed until its owner proves herself. */
    void release(Tx tx, String member, Instant now) {
        tx.update("""
            UPDATE identity.account SET released_at = $2, status = CASE status WHEN 'active' THEN 'frozen' ELSE status END
             WHERE member_id = $1
            """, member, utc(now));
    }

    /** Whether the number was replaced; false when the account is not open. */
    boolean move(Tx tx, String member, AddressIndex phone, Buffer sealed) {
        return tx.update("""
                UPDATE identity.account SET phone_index = $2, phone = $3
                 WHERE member_id = $1 AND status = 'active' AND released_at IS NULL
                """, member, phone.value(), sealed) == 1;
    }

    /** Whether the account was made; false when the number got one meanwhile. */
    boolean insert(Tx tx, NewAccount account, Instant now) {
        return tx.update(
                        """
            INSERT INTO identity.account
                   (member_id, phone_index, phone, status, age_band, created_at, signed_in_at, next_band_on)
            VALUES ($1, $2, $3, 'active', $4, $5, $5, $6)
            ON CONFLICT (phone_index) WHERE released_at IS NULL DO NOTHING
            """,
                        account.memberId(),
                        account.phone().value(),
                        account.sealed(),
                        account.band().word(),
                        utc(now),
                        account.nextBandOn())
                == 1;
    }

    Optional<AddressIndex> phoneIndex(Sql sql, String memberId) {
        return sql.find(
                "SELECT phone_index FROM identity.account WHERE member_id = $1",
                row -> new AddressIndex(row.getBuffer("phone_index")),
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
