package cn.mejene.identity;

import static java.util.Objects.requireNonNullElse;

import cn.mejene.identity.budget.BudgetConfig;
import cn.mejene.identity.code.CodeConfig;
import cn.mejene.identity.staff.DemoStaffConfig;
import cn.mejene.identity.token.TokenConfig;
import cn.mejene.identity.wechat.WechatConfig;
import cn.mejene.kernel.config.ConfigException;
import cn.mejene.kernel.config.Required;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Configuration of identity (key {@code modules.identity}).
 *
 * @param wechat the WeChat platform; without it nobody signs in through it
 * @param recycledAfter how long without a login a number may be taken for its owner's; half a year when absent
 * @param guardianDeadline how long a child that was found without a guardian's consent may wait for it; a day when
 *     absent
 * @param totpSingleUse whether a TOTP is worth one sign-in only; false is for development
 * @param demoStaff staff to seed; development only
 */
record IdentityConfig(
        TokenConfig tokens,
        CodeConfig codes,
        BudgetConfig budgets,
        @Nullable WechatConfig wechat,
        Duration recycledAfter,
        Duration guardianDeadline,
        Boolean totpSingleUse,
        @Nullable DemoStaffConfig demoStaff) {
    private static final Duration LONGEST_WAIT = Duration.ofDays(15);
    private static final Duration SHORTEST = Duration.ofDays(30);

    IdentityConfig {
        Required.field("tokens", tokens);
        codes = requireNonNullElse(codes, CodeConfig.defaults());
        budgets = requireNonNullElse(budgets, BudgetConfig.defaults());
        recycledAfter = requireNonNullElse(recycledAfter, Duration.ofDays(180));
        if (recycledAfter.compareTo(SHORTEST) < 0) {
            throw new ConfigException("recycledAfter must be at least P30D");
        }
        guardianDeadline = requireNonNullElse(guardianDeadline, Duration.ofDays(1));
        if (!guardianDeadline.isPositive() || guardianDeadline.compareTo(LONGEST_WAIT) > 0) {
            throw new ConfigException("guardianDeadline must be positive and at most P15D");
        }
        totpSingleUse = requireNonNullElse(totpSingleUse, true);
    }
}
