package cn.mejene.consent.decision;

import cn.mejene.consent.disclosure.DisclosureGate;
import cn.mejene.consent.purpose.Catalogue;
import cn.mejene.consent.purpose.Purpose;
import cn.mejene.kernel.ModuleContext;
import cn.mejene.kernel.call.Call;
import cn.mejene.kernel.call.Principal;
import cn.mejene.kernel.outbound.Region;
import cn.mejene.kernel.outbound.ThirdParties;
import cn.mejene.kernel.outbound.ThirdParties.ThirdParty;
import cn.mejene.kernel.privacy.Access;
import cn.mejene.kernel.privacy.Access.Action;
import cn.mejene.kernel.privacy.Access.Resource;
import cn.mejene.kernel.privacy.LegalBasis;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Everybody who could see something of a member, each as the engine would answer now: clinics' staff, operators' staff by
 * what the catalogue lets their roles do, third parties and declared recipients. Opens nothing. Stateless.
 */
final class PossibleAccesses {
    private static final String TREATMENT = "treatment";
    private static final String SERVICE = "service-notice";
    private static final String ABROAD = "cross-border";

    private final StaffKinds staff;
    private final Catalogue catalogue;
    private final ThirdParties thirdParties;
    private final SharingService sharing;
    private final DisclosureGate gate;
    private final ConsentAuthorizer authorizer;
    private final ModuleContext context;

    /**
     * One of them and one thing it could do.
     *
     * @param who {@code clinic}, {@code staff} or {@code recipient}
     * @param reason of the engine, or the code that a disclosure would be refused with
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Possible(
            String who,
            @Nullable String clinicId,
            @Nullable String role,
            @Nullable String employer,
            @Nullable String network,
            @Nullable String recipient,
            String action,
            @Nullable String resource,
            boolean allowed,
            String reason,
            @Nullable String purpose) {

        static Possible staff(Access access, Verdict verdict) {
            var actor = access.actor();
            return new Possible(
                    actor.clinicId() == null ? "staff" : "clinic",
                    actor.clinicId(),
                    actor.roles().iterator().next(),
                    actor.employer(),
                    actor.network(),
                    null,
                    access.action().name().toLowerCase(Locale.ROOT),
                    access.resource().type(),
                    verdict.allowed(),
                    verdict.reason().word(),
                    verdict.purpose());
        }

        static Possible recipient(String id, boolean allowed, String reason, @Nullable String purpose) {
            return new Possible("recipient", null, null, null, null, id, "read", null, allowed, reason, purpose);
        }
    }

    PossibleAccesses(StaffKinds staff, ConsentAuthorizer authorizer, ModuleContext context) {
        this.staff = staff;
        this.catalogue = Catalogue.load(context.policies());
        this.thirdParties = ThirdParties.load(context.policies());
        this.sharing = new SharingService(context);
        this.gate = new DisclosureGate(context);
        this.authorizer = authorizer;
        this.context = context;
    }

    /** @param recordClinic whose record it is about; each clinic's own when null */
    List<Possible> to(Call call, String member, @Nullable String recordClinic) {
        var all = new ArrayList<Possible>();
        var kinds = staff.all(call);
        for (var clinic : authorizer.clinics(context.database(), member)) {
            var record = new Resource("record", null, recordClinic == null ? clinic : recordClinic);
            for (var one : staff.ofClinic(call, clinic)) {
                all.add(decided(one, member, new Wish(Action.READ, TREATMENT, record, LegalBasis.CONSENT), call));
                all.add(decided(one, member, new Wish(Action.WRITE, TREATMENT, record, LegalBasis.CONSENT), call));
            }
        }
        kinds.stream().filter(one -> one.clinicId() == null).forEach(one -> wishes(one)
                .forEach(wish -> all.add(decided(one, member, wish, call))));
        thirdParties.thirdParties().forEach(party -> all.add(of(party, member)));
        all.addAll(declared(member));
        return all;
    }

    private record Wish(Action action, String purpose, Resource resource, LegalBasis basis) {}

    /** What the catalogue lets the role do; a role that it does not name is asked about records. */
    private List<Wish> wishes(Principal one) {
        var wishes = catalogue.staff().stream()
                .filter(allowed -> one.roles().contains(allowed.role()))
                .flatMap(allowed -> allowed.resources().stream()
                        .map(resource -> new Wish(
                                Action.READ, allowed.purpose(), Resource.of(resource), basis(allowed.basis()))))
                .toList();
        return wishes.isEmpty()
                ? List.of(new Wish(Action.READ, TREATMENT, Resource.of("record"), LegalBasis.CONSENT))
                : wishes;
    }

    private static LegalBasis basis(String word) {
        return Stream.of(LegalBasis.values())
                .filter(basis -> basis.word().equals(word))
                .findFirst()
                .orElseThrow();
    }

    private Possible decided(Principal one, String member, Wish wish, Call call) {
        var access =
                new Access(one, member, wish.action(), wish.resource(), wish.purpose(), wish.basis(), call.traceId());
        return Possible.staff(access, authorizer.decide(access, context.database()));
    }

    /** By contract, unless she objects to what nobody needs; by consent, and abroad by that to transfers. */
    private Possible of(ThirdParty party, String member) {
        var verdict = Region.isMainland(party.region()) ? inTheMainland(party, member) : abroad(member);
        if (verdict.allowed() && sharing.isStopped(party, SERVICE, member)) {
            verdict = Verdict.of(Reason.OPT_OUT_SIGNAL);
        }
        return Possible.recipient(
                party.id(), verdict.allowed(), verdict.reason().word(), verdict.purpose());
    }

    private Verdict inTheMainland(ThirdParty party, String member) {
        if (party.basis() != LegalBasis.CONSENT) {
            return Verdict.of(Reason.PLATFORM_PURPOSE);
        }
        var verdicts = catalogue.purposes().stream()
                .filter(purpose -> purpose.recipients().contains(party.id()))
                .map(Purpose::id)
                .map(purpose -> authorizer.decide(member, Demand.handedOut(purpose), context.database()))
                .toList();
        return verdicts.stream()
                .filter(Verdict::allowed)
                .findFirst()
                .orElseGet(() -> verdicts.isEmpty() ? Verdict.of(Reason.PURPOSE_UNKNOWN) : verdicts.getFirst());
    }

    private Verdict abroad(String member) {
        return authorizer.decide(member, Demand.handedOut(ABROAD), context.database());
    }

    private List<Possible> declared(String member) {
        return gate.whoCouldGet(member, context.database()).stream()
                .map(one -> {
                    var refused = one.refusal() == null && one.isAbroad() ? abroad(member) : null;
                    if (refused != null && !refused.allowed()) {
                        return Possible.recipient(
                                one.recipient(), false, refused.reason().word(), refused.purpose());
                    }
                    var code = one.refusal();
                    return Possible.recipient(
                            one.recipient(), code == null, code == null ? Reason.MEMBER_ALLOWS.word() : code, null);
                })
                .toList();
    }
}
