package cn.mejene.identity.support;

import cn.mejene.identity.code.AddressIndex;
import cn.mejene.kernel.data.Sql;
import cn.mejene.kernel.data.Tx;
import io.vertx.sqlclient.Row;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The only SQL on support's verifications. */
final class VerificationRepository {

    void insert(Tx tx, Verification verification) {
        var address = verification.address();
        tx.update(
                """
                INSERT INTO identity.support_verification
                       (id, member_id, staff_id, contact, request_id, address_index, asked_at)
                VALUES ($1, $2, $3, $4, $5, $6, $7)
                """,
                verification.id(),
                verification.member(),
                verification.staff(),
                verification.contact().word(),
                verification.requestId(),
                address == null ? null : address.value(),
                utc(verification.askedAt()));
    }

    Optional<Verification> find(Sql sql, String id, String staff) {
        return sql.find("""
                SELECT id, member_id, staff_id, contact, request_id, address_index, asked_at, proved_at
                  FROM identity.support_verification WHERE id = $1 AND staff_id = $2
                """, VerificationRepository::verification, id, staff);
    }

    /** Whether it was still to be proved. */
    boolean prove(Tx tx, String id, Instant now) {
        return tx.update(
                        "UPDATE identity.support_verification SET proved_at = $2 WHERE id = $1 AND proved_at IS NULL",
                        id,
                        utc(now))
                == 1;
    }

    int deleteBefore(Sql sql, Instant instant) {
        return sql.update("DELETE FROM identity.support_verification WHERE asked_at < $1", utc(instant));
    }

    private static Verification verification(Row row) {
        var index = row.getBuffer("address_index");
        return new Verification(
                row.getString("id"),
                row.getString("member_id"),
                row.getString("staff_id"),
                Contact.valueOf(row.getString("contact").toUpperCase(Locale.ROOT)),
                row.getString("request_id"),
                index == null ? null : new AddressIndex(index),
                row.getOffsetDateTime("asked_at").toInstant(),
                instant(row.getOffsetDateTime("proved_at")));
    }

    private static @Nullable Instant instant(@Nullable OffsetDateTime time) {
        return time == null ? null : time.toInstant();
    }

    private static OffsetDateTime utc(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }
}
