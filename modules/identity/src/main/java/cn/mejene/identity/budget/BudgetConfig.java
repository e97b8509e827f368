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
    private static final Duration QUARTER = Duration.ofMinutes(15);

    public BudgetConfig {
        codesPerPhone = requireNonNullElse(codesPerPhone, new Allowance(10, Duration.ofDays(1)));
        triesPerPhone = requireNonNullElse(triesPerPhone, new Allowance(20, Duration.ofDays(1)));
        codesPerPrefix = requireNonNullElse(codesPerPrefix, new Allowance(100, Duration.ofHours(1)));
        codesPerClient = requireNonNullElse(codesPerClient, new Allowance(60, Duration.ofHours(1)));
        failuresPerStaff = requireNonNullElse(failuresPerStaff, new Allowance(10, QUARTER));
        failuresPerClient = requireNonNullElse(failuresPerClient, new Allowance(50, QUARTER));
    }
}
