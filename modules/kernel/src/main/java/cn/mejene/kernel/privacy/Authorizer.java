package cn.mejene.kernel.privacy;

import cn.mejene.kernel.Problem;
import cn.mejene.kernel.data.Sql;
import cn.mejene.kernel.data.Tx;

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
        try {
            require(access, sql);
            return true;
        } catch (Problem refusal) {
            if (refusal.status() >= 500) {
                throw refusal;
            }
            return false;
        }
    }

    /** The same with the deciding rows locked until the transaction ends, so that no revocation can slip between. */
    void requireLocked(Access access, Tx tx);
}
