package cn.mejene.identity;

import static java.util.Objects.requireNonNullElse;

import cn.mejene.identity.budget.BudgetConfig;
import cn.mejene.identity.code.CodeConfig;
import cn.mejene.identity.staff.DemoStaffConfig;
import cn.mejene.identity.token.TokenConfig;
import cn.mejene.kernel.config.Required;
import org.jspecify.annotations.Nullable;

/**
 * Configuration of identity (key {@code modules.identity}).
 *
 * @param totpSingleUse whether a TOTP is worth one sign-in only; false is for development
 * @param demoStaff staff to seed; development only
 */
record IdentityConfig(
        TokenConfig tokens,
        CodeConfig codes,
        BudgetConfig budgets,
        Boolean totpSingleUse,
        @Nullable DemoStaffConfig demoStaff) {
    IdentityConfig {
        Required.field("tokens", tokens);
        codes = requireNonNullElse(codes, CodeConfig.defaults());
        budgets = requireNonNullElse(budgets, BudgetConfig.defaults());
        totpSingleUse = requireNonNullElse(totpSingleUse, true);
    }
}
