package cn.mejene.identity.budget;

import cn.mejene.kernel.config.ConfigException;
import cn.mejene.kernel.config.Required;
import java.time.Duration;

/**
 * How many times in how long (configuration).
 *
 * @param limit at least 1
 * @param per a window of real time, one second to one day
 */
public record Allowance(int limit, Duration per) {
    public Allowance {
        Required.field("per", per);
        if (limit < 1) {
            throw new ConfigException("limit must be at least 1");
        }
        if (per.compareTo(Duration.ofSeconds(1)) < 0 || per.compareTo(Duration.ofDays(1)) > 0) {
            throw new ConfigException("per must be between PT1S and P1D");
        }
    }
}
