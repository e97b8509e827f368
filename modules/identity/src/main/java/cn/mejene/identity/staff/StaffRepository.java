package cn.mejene.identity.staff;

import cn.mejene.kernel.data.Sql;
import cn.mejene.kernel.data.Tx;
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
        return sql.find(
                """
                SELECT staff_id, username, password_hash, totp, role, clinic_id, employer, network
                  FROM identity.staff WHERE username = $1 AND status = 'active'
                """,
                row -> new Staff(
                        row.getString("staff_id"),
                        row.getString("username"),
                        row.getString("password_hash"),
                        row.getBuffer("totp"),
                        row.getString("role"),
                        row.getString("clinic_id"),
                        row.getString("employer"),
                        row.getString("network")),
                username);
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
}
