package cn.mejene.identity.code;

import static java.util.Objects.requireNonNullElse;

import cn.mejene.kernel.config.ConfigException;
import java.time.Duration;
import java.util.Set;

/**
 * One-time codes (key {@code modules.identity.codes}).
 *
 * @param regions ISO 3166 regions whose mobile numbers are served
 * @param lifetime at most 10 minutes (ASVS 6.5.5)
 * @param tries how often one code may be presented, at most 5
 * @param resend how long to wait before another code for the same number and purpose
 */
public record CodeConfig(Set<String> regions, Duration lifetime, Integer tries, Duration resend) {
    private static final Duration LONGEST = Duration.ofMinutes(10);
    private static final int MOST_TRIES = 5;

    public CodeConfig {
        regions = Set.copyOf(requireNonNullElse(regions, Set.of("CN")));
        lifetime = requireNonNullElse(lifetime, LONGEST);
        tries = requireNonNullElse(tries, MOST_TRIES);
        resend = requireNonNullElse(resend, Duration.ofMinutes(1));
        if (regions.isEmpty()) {
            throw new ConfigException("regions must name at least one region");
        }
        if (!lifetime.isPositive() || lifetime.compareTo(LONGEST) > 0) {
            throw new ConfigException("lifetime must be positive and at most PT10M");
        }
        if (tries < 1 || tries > MOST_TRIES) {
            throw new ConfigException("tries must be between 1 and 5");
        }
        if (resend.isNegative()) {
            throw new ConfigException("resend must not be negative");
        }
    }

    /** What holds where the configuration says nothing. */
    public static CodeConfig defaults() {
        return new CodeConfig(Set.of("CN"), LONGEST, MOST_TRIES, Duration.ofMinutes(1));
    }
}
