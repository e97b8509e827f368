package cn.mejene.consent.decision;

import cn.mejene.consent.decision.Demand.Held;
import cn.mejene.consent.disclosure.DisclosureService;
import cn.mejene.consent.grant.Scope;
import cn.mejene.consent.purpose.Catalogue;
import cn.mejene.consent.purpose.Purpose;
import cn.mejene.consent.register.Operators;
import cn.mejene.kernel.call.Principal;
import cn.mejene.kernel.privacy.Access;
import cn.mejene.kernel.privacy.Access.Action;
import cn.mejene.kernel.privacy.LegalBasis;
import java.util.List;

/**
 * What an access needs, told from the access alone: members reach their own data, the platform what the catalogue
 * allows its modules and its operators' staff, clinics what a member granted; everything else is refused. No I/O.
 */
final class AccessRules {
    private static final String SYSTEM = "system:";
    private static final String PLATFORM = "platform";
    private static final String HISTORY = "clinic-history";
    private static final String MAINLAND = "mainland";

    private final Catalogue catalogue;
    private final Operators operators;

    /** Either settled by the access alone, or dependent on what the member decided. */
    sealed interface Ruling {
        /** @param verdict which needs no facts */
        record Settled(Verdict verdict) implements Ruling {}

        /** @param demand what the facts must show */
        record Open(Demand demand) implements Ruling {}

        /** What the disclosure stands on that the access names. */
        record Disclosed() implements Ruling {}
    }

    AccessRules(Catalogue catalogue, Operators operators) {
        this.catalogue = catalogue;
        this.operators = operators;
    }

    Ruling rule(Access access) {
        var actor = access.actor();
        if (actor.isSystem()) {
            return ofPlatform(access);
        }
        if (access.subject().equals(PLATFORM)) {
            return settled(Reason.NOT_YOURS);
        }
        return actor.isMember() ? ofMember(access) : ofStaff(access);
    }

    private Ruling ofPlatform(Access access) {
        var id = access.actor().id();
        if (!id.startsWith(SYSTEM)) {
            return settled(Reason.ROLE);
        }
        var allowed = catalogue.system(id.substring(SYSTEM.length()), access.purpose());
        if (allowed.isEmpty()) {
            return settled(Reason.PURPOSE_UNKNOWN);
        }
        var consent = allowed.get().consent();
        return consent == null ? settled(Reason.PLATFORM_PURPOSE) : new Ruling.Open(Demand.consent(consent));
    }

    /** Her own data as such, or for a purpose of the catalogue that she must have consented to. */
    private Ruling ofMember(Access access) {
        if (!access.actor().id().equals(access.subject())) {
            return settled(Reason.NOT_YOURS);
        }
        if (access.purpose().equals("self")) {
            return settled(access.basis() == LegalBasis.OWN_REQUEST ? Reason.OWN_DATA : Reason.BASIS_WRONG);
        }
        if (catalogue.find(access.purpose()).isEmpty()) {
            return settled(Reason.PURPOSE_UNKNOWN);
        }
        return access.basis() == LegalBasis.CONSENT
                ? new Ruling.Open(Demand.consent(access.purpose()))
                : settled(Reason.BASIS_WRONG);
    }

    private Ruling ofStaff(Access access) {
        var clinic = access.actor().clinicId();
        if (!access.actor().has("clinic") || clinic == null) {
            return ofOperator(access);
        }
        if (access.basis() != LegalBasis.CONSENT) {
            return settled(Reason.BASIS_WRONG);
        }
        var purpose = catalogue.consentFor(access.purpose(), access.resource().type());
        if (purpose.isEmpty()) {
            return settled(Reason.PURPOSE_UNKNOWN);
        }
        if (isAbroad(access.actor())) {
            return settled(Reason.ABROAD);
        }
        return ofClinic(access, clinic, purpose.get());
    }

    /** Operators' staff, where the member herself turned to them; what they only write shows them nothing. */
    private Ruling ofOperator(Access access) {
        if (access.purpose().equals(DisclosureService.PURPOSE)) {
            return ofDisclosure(access);
        }
        var allowed = catalogue.staff(
                access.actor().roles(), access.purpose(), access.resource().type());
        if (allowed.isEmpty() || access.action() == Action.ERASE) {
            return settled(Reason.ROLE);
        }
        if (!access.basis().word().equals(allowed.get().basis())) {
            return settled(Reason.BASIS_WRONG);
        }
        if (isAbroad(access.actor())) {
            return settled(Reason.ABROAD);
        }
        return access.action() == Action.READ ? new Ruling.Open(Demand.SHOWN) : settled(Reason.STAFF_PURPOSE);
    }

    /** Officers open the packages of disclosures, each of which the gate decides. */
    private Ruling ofDisclosure(Access access) {
        if (!access.actor().has("officer") || access.action() != Action.READ) {
            return settled(Reason.ROLE);
        }
        return isAbroad(access.actor()) ? settled(Reason.ABROAD) : new Ruling.Disclosed();
    }

    private static Ruling ofClinic(Access access, String clinic, Purpose purpose) {
        var own = clinic.equals(access.resource().clinic());
        var unowned = access.resource().clinic() == null;
        return switch (access.action()) {
            case WRITE ->
                own || unowned
                        ? open(clinic, Scope.RECORDS_WRITE, false, List.of(purpose.id()))
                        : settled(Reason.OF_ANOTHER_CLINIC);
            case READ ->
                own
                        ? open(clinic, Scope.RECORDS_READ, true, List.of(purpose.id()))
                        : open(clinic, Scope.HISTORY_READ, true, List.of(purpose.id(), HISTORY));
            case ERASE -> settled(Reason.OF_ANOTHER_CLINIC);
        };
    }

    /** A network nobody vouched for counts as abroad, and so does an employer there (policy VII(A)). */
    private boolean isAbroad(Principal staff) {
        if (!MAINLAND.equals(staff.network())) {
            return true;
        }
        var employer = staff.employer();
        return employer == null
                || operators.find(employer).filter(Operators.Operator::isAbroad).isPresent();
    }

    private static Ruling open(String clinic, Scope scope, boolean seen, List<String> consents) {
        return new Ruling.Open(new Demand(new Held(clinic, scope), seen, consents));
    }

    private static Ruling settled(Reason reason) {
        return new Ruling.Settled(Verdict.of(reason));
    }
}
