package cn.mejene.consent.decision;

import cn.mejene.consent.grant.Scope;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What must be true of the member for an access to be allowed.
 *
 * @param grant the grant that a clinic must hold; null where no clinic asks
 * @param seen whether the access shows data to staff, so that a minor's need an approval
 * @param consents purposes she must consent to
 */
record Demand(@Nullable Held grant, boolean seen, List<String> consents) {

    /** Operators' staff look at something of hers. */
    static final Demand SHOWN = new Demand(null, true, List.of());

    /**
     * @param clinic who must hold it
     * @param scope what it must allow
     */
    record Held(String clinic, Scope scope) {}

    Demand {
        consents = List.copyOf(consents);
    }

    /** Whether account and age decide too: somebody else is about to act. */
    boolean ofOthers() {
        return grant != null || seen;
    }

    /** Something of hers goes to others under a consent of its own. */
    static Demand handedOut(String purpose) {
        return new Demand(null, true, List.of(purpose));
    }

    static Demand consent(String purpose) {
        return new Demand(null, false, List.of(purpose));
    }
}
