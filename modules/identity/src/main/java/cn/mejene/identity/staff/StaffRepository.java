package cn.mejene.identity.staff;

import cn.mejene.kernel.data.Sql;
import cn.mejene.kernel.data.Tx;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;

/** The only SQL on staff. */
final class StaffRepository {
    private static final long LOCK = 0x6d656a656e650002L;

    /** Lets one transaction at a time seed staff, over all nodes. */
    void lock(Tx tx) {
        tx.list("SELECT pg_advisory_xact_lock($1)", row -> true, LOCK);
    }

    Optional<Staff> findActive(Sql sql, String username) {
        return sql.find("""
                SELECT staff_id, username, password_hash, totp, role, clinic_id, employer, network
                  FROM identity.staff WHERE username = $1 AND status = 'active'
                """, StaffRepository::staff, username);
    }

    /** An account that is not disabled, locked until the transaction ends. */
    Optional<Staff> lockActive(Tx tx, String id) {
        return tx.find("""
                SELECT staff_id, username, password_hash, totp, role, clinic_id, employer, network
                  FROM identity.staff WHERE staff_id = $1 AND status = 'active' FOR UPDATE
                """, StaffRepository::staff, id);
    }

    long activeAdmins(Tx tx) {
        return tx.one(
                "SELECT count(*) AS n FROM identity.staff WHERE role = 'admin' AND status = 'active'",
                row -> row.getLong("n"));
    }

    /** Whether the account was made; false when the name is taken. */
    boolean insert(Tx tx, Staff staff, Instant now) {
        return tx.update(
                        """
                        INSERT INTO identity.staff (staff_id, username, password_hash, totp, role, clinic_id, employer,
                                                    network, status, created_at)
                        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 'active', $9) ON CONFLICT (username) DO NOTHING
                        """,
                        staff.id(),
                        staff.username(),
                        staff.passwordHash(),
                        staff.totp(),
                        staff.role(),
                        staff.clinicId(),
                        staff.employer(),
                        staff.network(),
                        now.atOffset(ZoneOffset.UTC))
                == 1;
    }

    void replaceCredentials(Tx tx, String id, String passwordHash, Buffer totp) {
        tx.update(
                "UPDATE identity.staff SET password_hash = $2, totp = $3, totp_step = 0 WHERE staff_id = $1",
                id,
                passwordHash,
                totp);
    }

    void disable(Tx tx, String id) {
        tx.update("UPDATE identity.staff SET status = 'disabled' WHERE staff_id = $1", id);
    }

    void endSessions(Tx tx, String id, Instant now) {
        tx.update(
                "UPDATE identity.session SET revoked_at = $2 WHERE principal_id = $1 AND revoked_at IS NULL",
                id,
                now.atOffset(ZoneOffset.UTC));
    }

    Optional<String> id(Sql sql, String username) {
        return sql.find(
                "SELECT staff_id FROM identity.staff WHERE username = $1", row -> row.getString("staff_id"), username);
    }

    /** Makes the account, or gives the existing one of that name new credentials. */
    void put(Tx tx, Staff staff, Instant now) {
        tx.update(
                """
                INSERT INTO identity.staff (staff_id, username, password_hash, totp, role, clinic_id, employer,
                                            network, status, created_at)
                VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 'active', $9)
                ON CONFLICT (username) DO UPDATE
                   SET password_hash = excluded.password_hash, totp = excluded.totp, totp_step = 0
                """,
                staff.id(),
                staff.username(),
                staff.passwordHash(),
                staff.totp(),
                staff.role(),
                staff.clinicId(),
                staff.employer(),
                staff.network(),
                now.atOffset(ZoneOffset.UTC));
    }

    /**
     * Whether this TOTP step may be used now; if so it is remembered, and no earlier one is accepted any more.
     *
     * @param again whether the very last step may be used again
     */
    boolean acceptStep(Tx tx, String staffId, long step, boolean again) {
        return tx.update("""
            UPDATE identity.staff SET totp_step = $2
             WHERE staff_id = $1 AND status = 'active' AND (totp_step < $2 OR ($3 AND totp_step = $2))
            """, staffId, step, again) == 1;
    }

    private static Staff staff(Row row) {
        return new Staff(
                row.getString("staff_id"),
                row.getString("username"),
                row.getString("password_hash"),
                row.getBuffer("totp"),
                row.getString("role"),
                row.getString("clinic_id"),
                row.getString("employer"),
                row.getString("network"));
    }
}
