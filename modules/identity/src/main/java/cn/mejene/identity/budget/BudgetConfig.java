package cn.mejene.identity.budget;

import static java.util.Objects.requireNonNullElse;

import java.time.Duration;

/**
 * What may be tried how often (key {@code modules.identity.budgets}); every key has a default fit for production.
 *
 * @param codesPerPhone codes sent to one number
 * @param triesPerPhone wrong codes for one number, whatever the number of codes
 * @param codesPerPrefix codes sent to numbers that differ in their last four digits only
 * @param codesPerClient codes asked for from one network address
 * @param failuresPerStaff failed sign-ins of one staff name
 * @param failuresPerClient failed staff sign-ins from one network address
 */
public record BudgetConfig(
        Allowance codesPerPhone,
        Allowance triesPerPhone,
        Allowance codesPerPrefix,
        Allowance codesPerClient,
        Allowance failuresPerStaff,
        Allowance failuresPerClient) {
    private static final Allowance CODES_PER_PHONE = new Allowance(10, Duration.ofDays(1));
    private static final Allowance TRIES_PER_PHONE = new Allowance(20, Duration.ofDays(1));
    private static final Allowance CODES_PER_PREFIX = new Allowance(100, Duration.ofHours(1));
    private static final Allowance CODES_PER_CLIENT = new Allowance(60, Duration.ofHours(1));
    private static final Allowance FAILURES_PER_STAFF = new Allowance(10, Duration.ofMinutes(15));
    private static final Allowance FAILURES_PER_CLIENT = new Allowance(50, Duration.ofMinutes(15));

    public BudgetConfig {
        codesPerPhone = requireNonNullElse(codesPerPhone, CODES_PER_PHONE);
        triesPerPhone = requireNonNullElse(triesPerPhone, TRIES_PER_PHONE);
        codesPerPrefix = requireNonNullElse(codesPerPrefix, CODES_PER_PREFIX);
        codesPerClient = requireNonNullElse(codesPerClient, CODES_PER_CLIENT);
        failuresPerStaff = requireNonNullElse(failuresPerStaff, FAILURES_PER_STAFF);
        failuresPerClient = requireNonNullElse(failuresPerClient, FAILURES_PER_CLIENT);
    }

    /** What holds where the configuration says nothing. */
    public static BudgetConfig defaults() {
        return new BudgetConfig(
                CODES_PER_PHONE,
                TRIES_PER_PHONE,
                CODES_PER_PREFIX,
                CODES_PER_CLIENT,
                FAILURES_PER_STAFF,
                FAILURES_PER_CLIENT);
    }
}
