package cn.mejene.identity.staff;

import cn.mejene.identity.budget.Budget;
import cn.mejene.identity.budget.BudgetConfig;
import cn.mejene.identity.budget.BudgetRepository;
import cn.mejene.kernel.data.Tx;

/** How many staff sign-ins may fail, per name and per network address. */
public final class StaffBudgets {
    private final BudgetRepository budgets;
    private final Budget perStaff;
    private final Budget perClient;

    public StaffBudgets(BudgetRepository budgets, BudgetConfig config) {
        this.budgets = budgets;
        this.perStaff = new Budget("failures-per-staff", config.failuresPerStaff());
        this.perClient = new Budget("failures-per-client", config.failuresPerClient());
    }

    void spend(Tx tx, String username, String client) {
        budgets.take(tx, perStaff, username);
        budgets.take(tx, perClient, client);
    }

    void giveBack(Tx tx, String username, String client) {
        budgets.giveBack(tx, perStaff, username);
        budgets.giveBack(tx, perClient, client);
    }
}
