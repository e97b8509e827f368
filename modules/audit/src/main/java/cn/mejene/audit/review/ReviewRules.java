package cn.mejene.audit.review;

import cn.mejene.kernel.config.ConfigException;
import cn.mejene.kernel.config.Required;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;

/**
 * {@code config/policy/review.yaml}.
 *
 * @param nightFrom hour in Asia/Shanghai, included
 * @param nightTo hour in Asia/Shanghai, excluded
 * @param mostHolders by role
 */
public record ReviewRules(
        Duration dormantStaffAfter,
        Duration idleGrantAfter,
        int bulkReadsPerHour,
        int nightFrom,
        int nightTo,
        int nightReads,
        int refusalsPerTenMinutes,
        Map<String, Integer> mostHolders,
        Duration escalateAfter) {

    public ReviewRules {
        Required.field("dormantStaffAfter", dormantStaffAfter);
        Required.field("idleGrantAfter", idleGrantAfter);
        Required.field("escalateAfter", escalateAfter);
        mostHolders = new TreeMap<>(Required.field("mostHolders", mostHolders));
        if (nightFrom < 0 || nightTo > 24 || nightFrom >= nightTo) {
            throw new ConfigException("review.yaml: the night is from an earlier to a later hour of one day");
        }
        if (bulkReadsPerHour < 1 || nightReads < 1 || refusalsPerTenMinutes < 1) {
            throw new ConfigException("review.yaml: numbers are at least 1");
        }
    }
}
