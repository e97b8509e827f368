package cn.mejene.identity.code;

import cn.mejene.identity.budget.Budget;
import cn.mejene.identity.budget.BudgetConfig;
import cn.mejene.identity.budget.BudgetRepository;
import cn.mejene.kernel.data.Tx;

/** How many codes may be sent and tried; shared by every flow that uses codes. */
public final class CodeBudgets {
    private final BudgetRepository budgets;
    private final Budget codesPerPhone;
    private final Budget codesPerPrefix;
    private final Budget codesPerClient;
    private final Budget triesPerPhone;
    private final Budget codesPerDevice;
    private final Budget triesFromDevices;

    public CodeBudgets(BudgetRepository budgets, BudgetConfig config) {
        this.budgets = budgets;
        this.codesPerPhone = new Budget("codes-per-phone", config.codesPerPhone());
        this.codesPerPrefix = new Budget("codes-per-prefix", config.codesPerPrefix());
        this.codesPerClient = new Budget("codes-per-client", config.codesPerClient());
        this.triesPerPhone = new Budget("tries-per-phone", config.triesPerPhone());
        this.codesPerDevice = new Budget("codes-per-device", config.codesPerPhone());
        this.triesFromDevices = new Budget("tries-from-devices", config.triesPerPhone());
    }

    /** Counts one code; the address's row stays locked, so that codes for one address are made one after the other. */
    void spendSending(Tx tx, CodeAddress address, String client) {
        budgets.take(tx, codesPerPhone, address.text());
        address.block().ifPresent(block -> budgets.take(tx, codesPerPrefix, block));
        budgets.take(tx, codesPerClient, client);
    }

    /** Counts one code that a familiar device asked for, which no stranger can use up. */
    void spendSending(Tx tx, String device, String client) {
        budgets.take(tx, codesPerDevice, device);
        budgets.take(tx, codesPerClient, client);
    }

    /** Counts a try; answers how many of the number's tries failed, or may yet, in this window. */
    int spendTry(Tx tx, AddressIndex phone, boolean familiar) {
        return budgets.take(tx, familiar ? triesFromDevices : triesPerPhone, phone.hex());
    }

    /** Answers how many tries of the number failed in this window, whoever made them. */
    int giveBackTry(Tx tx, AddressIndex phone, boolean familiar) {
        int own = budgets.giveBack(tx, familiar ? triesFromDevices : triesPerPhone, phone.hex());
        return own + budgets.spent(tx, familiar ? triesPerPhone : triesFromDevices, phone.hex());
    }
}
