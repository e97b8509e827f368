package cn.mejene.kernel.privacy;

import cn.mejene.kernel.Problem;
import cn.mejene.kernel.data.Sql;
import cn.mejene.kernel.data.Tx;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Decides whether an access may happen: consent, grant, residency, the actor's employer and network. Implemented by
 * {@code consent} on the primary database; caches nothing. Virtual threads only.
 */
public interface Authorizer {

    /**
     * Returns when the access may happen.
     *
     * @throws Problem 403 {@code consent-required}, {@code grant-required} or {@code forbidden}
     */
    void require(Access access, Sql sql);

    /**
     * Whether the access may happen.
     *
     * @throws Problem 5xx when that cannot be found out
     */
    default boolean allows(Access access, Sql sql) {
        return refusals(List.of(access), sql).isEmpty();
    }

    /**
     * Decides several accesses; answers the refusals.
     *
     * @throws Problem 5xx when one cannot be decided
     */
    default Map<Access, Problem> refusals(Collection<Access> accesses, Sql sql) {
        var refusals = new HashMap<Access, Problem>();
        for (var access : accesses) {
            try {
                require(access, sql);
            } catch (Problem refusal) {
                if (refusal.status() >= 500) {
                    throw refusal;
                }
                refusals.put(access, refusal);
            }
        }
        return refusals;
    }

    /** The same with the deciding rows locked until the transaction ends, so that no revocation can slip between. */
    void requireLocked(Access access, Tx tx);
}
