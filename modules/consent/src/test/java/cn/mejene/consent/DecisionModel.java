package cn.mejene.consent;

import cn.mejene.kernel.privacy.MemberStandings.Standing;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The reference: one member's decisions in plain collections, and what must follow from them. For one thread. */
final class DecisionModel {
    /** Stands for the operators' own staff where clinics are named. */
    static final String OPERATOR = "";

    final List<Grant> grants = new ArrayList<>();
    final Map<String, Given> consents = new HashMap<>();
    final Map<String, Instant> approvals = new HashMap<>();
    Standing standing = Standing.ADULT;

    /** Whether a guardian decides for her. */
    boolean guarded;

    @Nullable
    Instant optedOut;

    /** A grant as it was given. */
    record Grant(
            String id,
            String clinic,
            Set<String> scopes,
            @Nullable Instant expiresAt) {}

    /** Where somebody of staff works: for whom, and from which network the account may come. */
    record Workplace(@Nullable String employer, String network) {
        /** The Hong Kong company's people are abroad wherever they sit, and everybody who does not sit here. */
        boolean isAbroad() {
            return employer == null || employer.equals("mejene-limited") || !network.equals("mainland");
        }
    }

    /**
     * A consent.
     *
     * @param version ordinal of the version of the policy that was in force
     */
    record Given(int version, Instant at) {}

    /**
     * The code of the refusal, or {@code allowed}.
     *
     * @param at where the clinic's staff work
     * @param changed by purpose, the last version in force that changed it
     */
    String reading(Workplace at, String clinic, String ofClinic, Instant now, Map<String, Integer> changed) {
        if (at.isAbroad()) {
            return "residency";
        }
        var own = clinic.equals(ofClinic);
        var scope = own ? "records:read" : "history:read";
        if (!granted(clinic, scope, now)) {
            return "grant-required";
        }
        if (standing == Standing.CLOSED) {
            return "account-closed";
        }
        if (standing == Standing.MINOR
                && !approvals.getOrDefault(clinic, Instant.MIN).isAfter(now)) {
            return "approval-required";
        }
        var needed = own ? List.of("clinic-records") : List.of("clinic-records", "clinic-history");
        return needed.stream().allMatch(purpose -> holds(purpose, changed)) ? "allowed" : "consent-required";
    }

    String uploading(Workplace at, String clinic, Instant now, Map<String, Integer> changed) {
        if (at.isAbroad()) {
            return "residency";
        }
        if (!granted(clinic, "records:write", now)) {
            return "grant-required";
        }
        if (standing == Standing.CLOSED) {
            return "account-closed";
        }
        return holds("clinic-records", changed) ? "allowed" : "consent-required";
    }

    /** What support staff hear who open a ticket of hers. */
    String ticket(Workplace at, Instant now) {
        if (at.isAbroad()) {
            return "residency";
        }
        if (standing == Standing.CLOSED) {
            return "account-closed";
        }
        return standing == Standing.MINOR
                        && !approvals.getOrDefault(OPERATOR, Instant.MIN).isAfter(now)
                ? "approval-required"
                : "allowed";
    }

    /** Whether she may decide with this code of her guardian's. */
    boolean mayDecide(@Nullable String code) {
        return !guarded || "guardians".equals(code);
    }

    String messaging(Map<String, Integer> changed) {
        if (!holds("marketing", changed)) {
            return "consent-required";
        }
        var given = consents.get("marketing");
        return optedOut != null && given != null && !given.at().isAfter(optedOut) ? "opt-out-signal" : "allowed";
    }

    /** Whether she may grant anything to a clinic. */
    boolean mayGrant(Map<String, Integer> changed) {
        return holds("clinic-records", changed);
    }

    private boolean granted(String clinic, String scope, Instant now) {
        return grants.stream()
                .anyMatch(grant -> grant.clinic().equals(clinic)
                        && grant.scopes().contains(scope)
                        && (grant.expiresAt() == null || grant.expiresAt().isAfter(now)));
    }

    private boolean holds(String purpose, Map<String, Integer> changed) {
        var given = consents.get(purpose);
        return given != null && given.version() >= changed.getOrDefault(purpose, 0);
    }
}
