package cn.mejene.consent;

import cn.mejene.consent.AccessRules.Demand;
import cn.mejene.consent.grant.GrantRepository;
import cn.mejene.consent.purpose.Catalogue;
import cn.mejene.kernel.Problem;
import cn.mejene.kernel.data.Sql;
import cn.mejene.kernel.data.Tx;
import cn.mejene.kernel.privacy.Access;
import cn.mejene.kernel.privacy.Authorizer;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;

/**
 * Decides accesses on the consents and grants in the primary database, asked anew each time. A clinic without a live
 * grant hears {@code grant-required} whatever else is true, so it learns nothing about the member. Stateless.
 */
final class ConsentAuthorizer implements Authorizer {
    private final GrantRepository grants = new GrantRepository();
    private final ConsentRepository consents = new ConsentRepository();
    private final AccessRules rules;
    private final InstantSource clock;

    ConsentAuthorizer(Catalogue catalogue, InstantSource clock) {
        this.rules = new AccessRules(catalogue);
        this.clock = clock;
    }

    @Override
    public void require(Access access, Sql sql) {
        rules.demand(access).ifPresent(demand -> {
            requireGrant(grants.holds(sql, access.subject(), demand.clinic(), demand.scope(), clock.instant()));
            requireConsents(demand, consents.active(sql, access.subject(), demand.consents()));
        });
    }

    @Override
    public void requireLocked(Access access, Tx tx) {
        rules.demand(access).ifPresent(demand -> {
            requireGrant(grants.holdsLocked(tx, access.subject(), demand.clinic(), demand.scope(), clock.instant()));
            requireConsents(demand, consents.activeLocked(tx, access.subject(), demand.consents()));
        });
    }

    /** The consent that every grant stands on, locked against withdrawal. */
    void requireClinicConsent(Tx tx, String member) {
        var purposes = List.of("clinic-records");
        requireConsents(purposes, consents.activeLocked(tx, member, purposes));
    }

    private static void requireGrant(boolean held) {
        if (!held) {
            throw Problem.of(403, "grant-required", "The member has not granted this clinic this access.");
        }
    }

    private static void requireConsents(Demand demand, Set<String> active) {
        requireConsents(demand.consents(), active);
    }

    private static void requireConsents(List<String> needed, Set<String> active) {
        for (var purpose : needed) {
            if (!active.contains(purpose)) {
                throw Problem.of(403, "consent-required", "The member has not consented to this purpose.")
                        .with("purpose", purpose);
            }
        }
    }
}
