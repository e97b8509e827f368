package cn.mejene.consent.transfer;

import cn.mejene.kernel.call.Paging;
import cn.mejene.kernel.data.Sql;
import cn.mejene.kernel.data.Tx;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;

/** Mechanisms, transfers and the yearly count in PostgreSQL; the year's row is the lock of the count. Stateless. */
final class TransferRepository {

    void insert(Tx tx, Mechanism mechanism, String by) {
        tx.update(
                """
                INSERT INTO consent.transfer_mechanism
                       (id, kind, recipient, fields, valid_from, valid_until, registered_by)
                VALUES ($1, $2, $3, $4, $5, $6, $7)
                """,
                mechanism.id(),
                mechanism.kind(),
                mechanism.recipient(),
                mechanism.fields().toArray(String[]::new),
                utc(mechanism.validFrom()),
                utc(mechanism.validUntil()),
                by);
    }

    List<Mechanism> mechanisms(Sql sql, String recipient) {
        return sql.list("""
            SELECT id, kind, recipient, fields, valid_from, valid_until FROM consent.transfer_mechanism
             WHERE recipient = $1 ORDER BY id
            """, TransferRepository::mechanism, recipient);
    }

    /** The sealed salt of an open year. */
    Optional<Buffer> salt(Sql sql, int year) {
        return sql.find(
                "SELECT salt FROM consent.transfer_year WHERE year = $1 AND salt IS NOT NULL",
                row -> row.getBuffer("salt"),
                year);
    }

    boolean insertYear(Tx tx, int year, Buffer salt) {
        return tx.update("""
            INSERT INTO consent.transfer_year (year, people, sensitive_people, salt) VALUES ($1, 0, 0, $2)
            ON CONFLICT DO NOTHING
            """, year, salt) == 1;
    }

    /** The year's count, locked until the transaction ends. */
    Volume lockYear(Tx tx, int year) {
        return tx.one(
                "SELECT people, sensitive_people FROM consent.transfer_year WHERE year = $1 FOR UPDATE",
                row -> new Volume(row.getLong("people"), row.getLong("sensitive_people")),
                year);
    }

    /** Whether the person was counted, and if so whether with sensitive information. */
    Optional<Boolean> counted(Tx tx, PeopleCount.Person person) {
        return tx.find(
                "SELECT sensitive FROM consent.transfer_person WHERE year = $1 AND person = $2",
                row -> row.getBoolean("sensitive"),
                person.year(),
                Buffer.buffer(person.mac()));
    }

    void count(Tx tx, PeopleCount.Person person, boolean sensitive, Volume volume) {
        tx.update("""
            INSERT INTO consent.transfer_person (year, person, sensitive) VALUES ($1, $2, $3)
            ON CONFLICT (year, person) DO UPDATE SET sensitive = transfer_person.sensitive OR excluded.sensitive
            """, person.year(), Buffer.buffer(person.mac()), sensitive);
        tx.update(
                "UPDATE consent.transfer_year SET people = $2, sensitive_people = $3 WHERE year = $1",
                person.year(),
                volume.people(),
                volume.sensitive());
    }

    void insert(Tx tx, Transfer transfer, String by) {
        tx.update(
                """
                INSERT INTO consent.transfer
                       (id, member_id, recipient, fields, sensitive, mechanism_id, allowed_by, allowed_at)
                VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
                """,
                transfer.id(),
                transfer.memberId(),
                transfer.recipient(),
                transfer.fields().toArray(String[]::new),
                transfer.sensitive(),
                transfer.mechanismId(),
                by,
                utc(transfer.allowedAt()));
    }

    List<Transfer> list(Sql sql, Paging paging) {
        return sql.list("""
            SELECT id, member_id, recipient, fields, sensitive, mechanism_id, allowed_at FROM consent.transfer
             WHERE $1 = '' OR id < $1 ORDER BY id DESC LIMIT $2
            """, TransferRepository::transfer, paging.after(), paging.limit() + 1);
    }

    /** Forgets who was counted in years before this one; answers their sealed salts. */
    List<Buffer> closeBefore(Tx tx, int year) {
        var salts = tx.list(
                "SELECT salt FROM consent.transfer_year WHERE year < $1 AND salt IS NOT NULL FOR UPDATE",
                row -> row.getBuffer("salt"),
                year);
        tx.update("DELETE FROM consent.transfer_person WHERE year < $1", year);
        tx.update("UPDATE consent.transfer_year SET salt = NULL WHERE year < $1", year);
        return salts;
    }

    private static Mechanism mechanism(Row row) {
        return new Mechanism(
                row.getString("id"),
                row.getString("kind"),
                row.getString("recipient"),
                List.of(row.getArrayOfStrings("fields")),
                row.getOffsetDateTime("valid_from").toInstant(),
                row.getOffsetDateTime("valid_until").toInstant());
    }

    private static Transfer transfer(Row row) {
        return new Transfer(
                row.getString("id"),
                row.getString("member_id"),
                row.getString("recipient"),
                List.of(row.getArrayOfStrings("fields")),
                row.getBoolean("sensitive"),
                row.getString("mechanism_id"),
                row.getOffsetDateTime("allowed_at").toInstant());
    }

    private static OffsetDateTime utc(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }
}
