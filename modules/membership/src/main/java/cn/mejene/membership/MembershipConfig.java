package cn.mejene.membership;

import cn.mejene.kernel.config.ConfigException;
import cn.mejene.kernel.config.Secret;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Configuration of the module. What is sold stands in {@code config/policy/catalogue.yaml}.
 *
 * @param cancelAfter how long an order waits for money; P1D
 * @param completeAfter how long after payment (memberships) or delivery (goods) an order counts as completed; P7D
 * @param sfCheckWord what SF Express signs with; its parcels are not known when absent
 */
public record MembershipConfig(
        Duration cancelAfter,
        Duration completeAfter,
        @Nullable Secret sfCheckWord) {
    public MembershipConfig {
        cancelAfter = Objects.requireNonNullElse(cancelAfter, Duration.ofDays(1));
        completeAfter = Objects.requireNonNullElse(completeAfter, Duration.ofDays(7));
        if (!cancelAfter.isPositive() || !completeAfter.isPositive()) {
            throw new ConfigException("cancelAfter and completeAfter must be positive");
        }
    }
}
