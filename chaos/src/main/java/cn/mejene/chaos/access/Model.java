package cn.mejene.chaos.access;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The reference: what one member has decided, in plain collections, and what follows from it. For one thread. */
final class Model {
    static final String RECORDS = "clinic-records";
    static final String HISTORY = "clinic-history";

    final Map<String, Grant> grants = new HashMap<>();
    final Map<String, Integer> consents = new HashMap<>();
    final Map<String, Instant> approvals = new HashMap<>();
    Age age = Age.ADULT;
    boolean optedOut;

    /** Where somebody of a clinic's works: for whom, and from which network the account comes. */
    record Workplace(String employer, String network) {
        static final Workplace HERE = new Workplace("clinic", "mainland");
        static final List<Workplace> ALL =
                List.of(HERE, new Workplace("mejene-limited", "mainland"), new Workplace("mejene-shenzhen", "hk"));

        /** The Hong Kong company's people are abroad wherever they sit, and everybody who does not sit here. */
        boolean isAbroad() {
            return employer.equals("mejene-limited") || !network.equals("mainland");
        }
    }

    /** How old she says that she is; it only falls. */
    enum Age {
        ADULT,
        MINOR,
        CHILD
    }

    /** A grant as it was given. */
    record Grant(
            String clinic, Set<String> scopes, @Nullable Instant expiresAt) {
        boolean covers(String other, String scope, Instant now) {
            return clinic.equals(other) && scopes.contains(scope) && (expiresAt == null || expiresAt.isAfter(now));
        }
    }

    /**
     * Whether a clinic may read what one of them brought: {@code allowed}, or the code of the refusal.
     *
     * @param changed by purpose, the last version in force that changed it
     */
    String reading(String clinic, String ofClinic, Instant now, Map<String, Integer> changed) {
        boolean own = clinic.equals(ofClinic);
        if (!granted(clinic, own ? "records:read" : "history:read", now)) {
            return "grant-required";
        }
        if (age == Age.CHILD) {
            return "account-closed";
        }
        if (age == Age.MINOR && !approvals.getOrDefault(clinic, Instant.MIN).isAfter(now)) {
            return "approval-required";
        }
        var needed = own ? List.of(RECORDS) : List.of(RECORDS, HISTORY);
        return needed.stream().allMatch(purpose -> consents(purpose, changed)) ? "allowed" : "consent-required";
    }

    /** The same for somebody who works there; whoever is abroad learns nothing else. */
    String reading(Workplace at, String clinic, String ofClinic, Instant now, Map<String, Integer> changed) {
        return at.isAbroad() ? "residency" : reading(clinic, ofClinic, now, changed);
    }

    String uploading(String clinic, Instant now, Map<String, Integer> changed) {
        if (!granted(clinic, "records:write", now)) {
            return "grant-required";
        }
        if (age == Age.CHILD) {
            return "account-closed";
        }
        return consents(RECORDS, changed) ? "allowed" : "consent-required";
    }

    /** Whether she consents to the purpose as it is now. */
    boolean consents(String purpose, Map<String, Integer> changed) {
        var version = consents.get(purpose);
        return version != null && version >= changed.getOrDefault(purpose, 0);
    }

    private boolean granted(String clinic, String scope, Instant now) {
        return grants.values().stream().anyMatch(grant -> grant.covers(clinic, scope, now));
    }
}
