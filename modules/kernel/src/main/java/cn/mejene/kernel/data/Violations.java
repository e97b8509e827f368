package cn.mejene.kernel.data;

import io.vertx.pgclient.PgException;

/** Tells which constraint a failed statement broke, for repositories that turn it into a problem. */
public final class Violations {
    private Violations() {}

    /** Whether the failure is a unique violation of the named constraint or index. */
    public static boolean isUnique(PgException failure, String constraint) {
        return "23505".equals(failure.getSqlState()) && constraint.equals(failure.getConstraint());
    }
}
