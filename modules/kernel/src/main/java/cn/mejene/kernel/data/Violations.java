package cn.mejene.kernel.data;

import io.vertx.pgclient.PgException;

/** Tells which constraint a failed statement broke, for repositories that turn it into a problem. */
public final class Violations {
    private Violations() {}

    /** Whether the database refused what a statement would have made of the data, by whatever constraint. */
    public static boolean isIntegrity(PgException failure) {
        return failure.getSqlState() != null && failure.getSqlState().startsWith("23");
    }

    /** Whether the failure is a unique violation of the named constraint or index. */
    public static boolean isUnique(PgException failure, String constraint) {
        return "23505".equals(failure.getSqlState()) && constraint.equals(failure.getConstraint());
    }
}
