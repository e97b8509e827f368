package cn.mejene.kernel.privacy;

import cn.mejene.kernel.data.Sql;
import cn.mejene.kernel.data.Tx;
import java.util.Collection;
import java.util.Map;
import java.util.stream.Collectors;

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

    /** The same for several; each of them is in the answer. */
    default Map<String, Standing> of(Sql sql, Collection<String> members) {
        return members.stream().distinct().collect(Collectors.toMap(member -> member, member -> of(sql, member)));
    }

    /** The same with the account locked against change until the transaction ends. */
    Standing locked(Tx tx, String member);
}
