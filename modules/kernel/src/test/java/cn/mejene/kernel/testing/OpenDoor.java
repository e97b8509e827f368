package cn.mejene.kernel.testing;

import cn.mejene.kernel.Problem;
import cn.mejene.kernel.data.Sql;
import cn.mejene.kernel.data.Tx;
import cn.mejene.kernel.privacy.Access;
import cn.mejene.kernel.privacy.Authorizer;
import java.util.function.Predicate;

/** Decides by one predicate, for tests without {@code consent}; everything else is forbidden. */
public final class OpenDoor implements Authorizer {
    private final Predicate<Access> allowed;

    public OpenDoor(Predicate<Access> allowed) {
        this.allowed = allowed;
    }

    @Override
    public void require(Access access, Sql sql) {
        if (!allowed.test(access)) {
            throw Problem.forbidden("Not allowed in this test.");
        }
    }

    @Override
    public void requireLocked(Access access, Tx tx) {
        require(access, tx);
    }
}
