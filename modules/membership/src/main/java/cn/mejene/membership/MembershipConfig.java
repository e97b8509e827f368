package cn.mejene.membership;

import cn.mejene.kernel.config.ConfigException;
import cn.mejene.membership.carrier.KuaidiConfig;
import cn.mejene.membership.carrier.SfConfig;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Configuration of the module. What is sold stands in {@code config/policy/catalogue.yaml}.
 *
 * @param cancelAfter how long an order waits for money; P1D
 * @param completeAfter how long after payment (memberships) or delivery (goods) an order counts as completed; P7D
 * @param kuaidi100 the account with Kuaidi100, which tells for other carriers; parcels are subscribed by hand when absent
 * @param sf the account with SF Express; it carries nothing when absent
 */
public record MembershipConfig(
        Duration cancelAfter,
        Duration completeAfter,
        @Nullable KuaidiConfig kuaidi100,
        @Nullable SfConfig sf) {
    public MembershipConfig {
        cancelAfter = Objects.requireNonNullElse(cancelAfter, Duration.ofDays(1));
        completeAfter = Objects.requireNonNullElse(completeAfter, Duration.ofDays(7));
        if (!cancelAfter.isPositive() || !completeAfter.isPositive()) {
            throw new ConfigException("cancelAfter and completeAfter must be positive");
        }
    }
}
