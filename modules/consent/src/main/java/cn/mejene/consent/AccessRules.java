package cn.mejene.consent;

import cn.mejene.consent.grant.Scope;
import cn.mejene.consent.purpose.Catalogue;
import cn.mejene.consent.purpose.Purpose;
import cn.mejene.kernel.Problem;
import cn.mejene.kernel.privacy.Access;
import cn.mejene.kernel.privacy.LegalBasis;
import java.util.List;
import java.util.Optional;

/**
 * What an access needs, told from the access alone: members reach their own data, the platform what the catalogue
 * allows its modules, clinics what a member granted; everybody else and everything else is refused. No I/O.
 */
final class AccessRules {
    private static final String SYSTEM = "system:";
    private static final String PLATFORM = "platform";
    private static final String HISTORY = "clinic-history";

    private final Catalogue catalogue;

    /**
     * What the member must have decided.
     *
     * @param clinic who must hold a grant of hers
     * @param scope what the grant must allow
     * @param consents purposes she must consent to
     */
    record Demand(String clinic, Scope scope, List<String> consents) {}

    AccessRules(Catalogue catalogue) {
        this.catalogue = catalogue;
    }

    /**
     * The demand to check; empty when the access is allowed as it stands.
     *
     * @throws Problem 403 {@code forbidden} when nothing a member decides could allow it
     */
    Optional<Demand> demand(Access access) {
        var actor = access.actor();
        if (actor.isSystem()) {
            requireSystem(access);
            return Optional.empty();
        }
        if (access.subject().equals(PLATFORM)) {
            throw forbidden();
        }
        if (actor.isMember()) {
            requireOwn(access);
            return Optional.empty();
        }
        return Optional.of(ofClinic(access));
    }

    private void requireSystem(Access access) {
        var id = access.actor().id();
        if (!id.startsWith(SYSTEM) || !catalogue.allows(id.substring(SYSTEM.length()), access.purpose())) {
            throw forbidden();
        }
    }

    private static void requireOwn(Access access) {
        if (!access.actor().id().equals(access.subject())
                || !access.purpose().equals("self")
                || access.basis() != LegalBasis.OWN_REQUEST) {
            throw forbidden();
        }
    }

    private Demand ofClinic(Access access) {
        var clinic = access.actor().clinicId();
        if (!access.actor().has("clinic") || clinic == null || access.basis() != LegalBasis.CONSENT) {
            throw forbidden();
        }
        var purpose = catalogue
                .consentFor(access.purpose(), access.resource().type())
                .map(Purpose::id)
                .orElseThrow(AccessRules::forbidden);
        var own = clinic.equals(access.resource().clinic());
        return switch (access.action()) {
            case WRITE -> writing(clinic, own || access.resource().clinic() == null, purpose);
            case READ ->
                own
                        ? new Demand(clinic, Scope.RECORDS_READ, List.of(purpose))
                        : new Demand(clinic, Scope.HISTORY_READ, List.of(purpose, HISTORY));
            case ERASE -> throw forbidden();
        };
    }

    private static Demand writing(String clinic, boolean ownThing, String purpose) {
        if (!ownThing) {
            throw forbidden();
        }
        return new Demand(clinic, Scope.RECORDS_WRITE, List.of(purpose));
    }

    private static Problem forbidden() {
        return Problem.forbidden("This access is not allowed.");
    }
}
