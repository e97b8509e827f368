package cn.mejene.kernel.privacy;

import cn.mejene.kernel.data.Sql;
import cn.mejene.kernel.data.Tx;

/**
 * How far an account and its member's age protect her data from others (policy V(D), VI); implemented by {@code
 * identity} on the primary database. Virtual threads only.
 */
public interface MemberStandings {

    /** What protects a member. */
    enum Standing {
        /** Of age, account in use. */
        ADULT,
        /** Under 18: staff need an approval to see her data. */
        MINOR,
        /** Frozen, cancelled or unknown: nobody else sees anything. */
        CLOSED
    }

    Standing of(Sql sql, String member);

    /** The same with the account locked against change until the transaction ends. */
    Standing locked(Tx tx, String member);
}
