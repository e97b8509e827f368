package cn.mejene.identity.member;

import cn.mejene.kernel.data.Sql;
import cn.mejene.kernel.data.Tx;
import io.vertx.core.buffer.Buffer;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The only SQL on how old members are and on children who await a guardian. */
final class WardRepository {

    /** What is known of a member's age. */
    record Aged(String memberId, String band, String status, Instant registeredAt) {}

    Optional<Aged> lock(Tx tx, String member) {
        return tx.find(
                "SELECT member_id, age_band, status, created_at FROM identity.account WHERE member_id = $1 FOR UPDATE",
                row -> new Aged(
                        row.getString("member_id"),
                        row.getString("age_band"),
                        row.getString("status"),
                        row.getOffsetDateTime("created_at").toInstant()),
                member);
    }

    Optional<String> band(Sql sql, String member) {
        return sql.find(
                "SELECT age_band FROM identity.account WHERE member_id = $1", row -> row.getString("age_band"), member);
    }

    void setBand(Tx tx, String member, AgeBand band, @Nullable LocalDate nextOn) {
        tx.update(
                "UPDATE identity.account SET age_band = $2, next_band_on = $3 WHERE member_id = $1",
                member,
                band.word(),
                nextOn);
    }

    void await(Tx tx, String member, Instant since) {
        tx.update("""
                UPDATE identity.account SET status = 'awaiting-guardian', awaiting_since = $2
                 WHERE member_id = $1 AND status = 'active'
                """, member, utc(since));
    }

    /** Whether the account awaited a guardian and does no longer. */
    boolean activate(Tx tx, String member) {
        return tx.update("""
                        UPDATE identity.account SET status = 'active', awaiting_since = NULL
                         WHERE member_id = $1 AND status = 'awaiting-guardian'
                        """, member) == 1;
    }

    List<String> awaitingSince(Sql sql, Instant before, int most) {
        return sql.list(
                "SELECT member_id FROM identity.account WHERE awaiting_since <= $1 ORDER BY awaiting_since LIMIT $2",
                row -> row.getString("member_id"),
                utc(before),
                (long) most);
    }

    /** Nothing of the account leads to anybody any more; the row keeps the id from ever being given again. */
    void erase(Tx tx, String member, Buffer nobodysIndex, Instant now) {
        tx.update("DELETE FROM identity.session WHERE principal_id = $1", member);
        tx.update("DELETE FROM identity.wechat_identity WHERE member_id = $1", member);
        tx.update("DELETE FROM identity.wechat_union WHERE member_id = $1", member);
        tx.update("DELETE FROM identity.familiar WHERE member_id = $1", member);
        tx.update("DELETE FROM identity.former_phone WHERE member_id = $1", member);
        tx.update("DELETE FROM identity.support_verification WHERE member_id = $1", member);
        tx.update("""
                UPDATE identity.account
                   SET status = 'erased', awaiting_since = NULL, next_band_on = NULL, phone_index = $2,
                       released_at = coalesce(released_at, $3)
                 WHERE member_id = $1
                """, member, nobodysIndex, utc(now));
    }

    /** Erased accounts whose sealed data can still be opened: the number is there until it cannot. */
    List<String> halfErased(Sql sql, int most) {
        return sql.list(
                "SELECT member_id FROM identity.account WHERE status = 'erased' AND octet_length(phone) > 0 LIMIT $1",
                row -> row.getString("member_id"),
                (long) most);
    }

    void finishErasure(Tx tx, String member) {
        tx.update("UPDATE identity.account SET phone = ''::bytea WHERE member_id = $1 AND status = 'erased'", member);
    }

    void endSessions(Tx tx, String member, Instant now) {
        tx.update(
                "UPDATE identity.session SET revoked_at = $2 WHERE principal_id = $1 AND revoked_at IS NULL",
                member,
                utc(now));
    }

    List<Aged> birthdays(Tx tx, LocalDate today, int most) {
        return tx.list(
                """
                SELECT member_id, age_band, status, created_at FROM identity.account
                 WHERE next_band_on <= $1 ORDER BY next_band_on LIMIT $2 FOR UPDATE SKIP LOCKED
                """,
                row -> new Aged(
                        row.getString("member_id"),
                        row.getString("age_band"),
                        row.getString("status"),
                        row.getOffsetDateTime("created_at").toInstant()),
                today,
                (long) most);
    }

    private static OffsetDateTime utc(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }
}
