package cn.mejene.members;

import cn.mejene.kernel.call.Bus;
import cn.mejene.kernel.call.Call;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;

/** Asks the module that keeps the accounts about the caller's own. Virtual threads only. */
final class Accounts {
    private final Bus bus;

    private record Wanted(String memberId) {}

    private record Born(String birthMonth) {
        @Override
        public String toString() {
            return "Born[***]";
        }
    }

    /**
     * What the profile shows of an account.
     *
     * @param phoneMasked e.g. {@code 138****1234}
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    record Account(String status, String phoneMasked) {}

    Accounts(Bus bus) {
        this.bus = bus;
    }

    /**
     * Tells when the caller was born.
     *
     * @throws cn.mejene.kernel.Problem 403 {@code guardian-required} when that closes her account, 403 {@code
     *     age-proof-required}
     */
    void born(Call call, String birthMonth) {
        bus.call(call.to("identity.report-birth-month", new Born(birthMonth)));
    }

    Account ofCaller(Call call) {
        var wanted = new Wanted(call.principal().id());
        return bus.call(call.to("identity.account", wanted)).body(Account.class);
    }
}
