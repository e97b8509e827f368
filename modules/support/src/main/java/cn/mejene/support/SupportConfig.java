package cn.mejene.support;

import cn.mejene.kernel.config.ConfigException;
import java.time.Duration;
import java.util.Objects;

/**
 * Configuration of the module.
 *
 * @param closeAfter how long an answered ticket stays open for the member to write more; P14D
 */
public record SupportConfig(Duration closeAfter) {
    public SupportConfig {
        closeAfter = Objects.requireNonNullElse(closeAfter, Duration.ofDays(14));
        if (!closeAfter.isPositive()) {
            throw new ConfigException("closeAfter must be positive");
        }
    }
}
