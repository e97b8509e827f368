package cn.mejene.consent.register;

import cn.mejene.kernel.config.ConfigException;
import cn.mejene.kernel.config.Policies;
import cn.mejene.kernel.config.Required;
import java.time.Period;
import java.util.List;
import java.util.Map;

/** {@code config/policy/retention.yaml} as far as it is told to people: how long, and why. Immutable. */
public record RetentionRules(Map<String, Rule> rules) {

    /**
     * @param period upper bound from the day of collection
     * @param renewedBy events that start it anew
     * @param basis what demands or limits it
     */
    public record Rule(Period period, List<String> renewedBy, String basis) {}

    public RetentionRules {
        rules = Map.copyOf(Required.field("rules", rules));
    }

    public static RetentionRules load(Policies folder) {
        return folder.load("retention", RetentionRules.class);
    }

    /** @throws ConfigException when there is no such rule */
    public Rule require(String name) {
        var rule = rules.get(name);
        if (rule == null) {
            throw new ConfigException("retention.yaml has no rule '" + name + "'");
        }
        return rule;
    }
}
