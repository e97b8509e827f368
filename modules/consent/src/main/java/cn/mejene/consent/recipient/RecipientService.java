package cn.mejene.consent.recipient;

import cn.mejene.consent.call.Trail;
import cn.mejene.consent.disclosure.Concerned;
import cn.mejene.consent.disclosure.Recipients;
import cn.mejene.consent.purpose.Purpose;
import cn.mejene.consent.recipient.RecipientRepository.OfClinic;
import cn.mejene.consent.recipient.RecipientRepository.Revoked;
import cn.mejene.kernel.ModuleContext;
import cn.mejene.kernel.Problem;
import cn.mejene.kernel.call.Answer;
import cn.mejene.kernel.call.Call;
import cn.mejene.kernel.call.Language;
import cn.mejene.kernel.data.Tx;
import cn.mejene.kernel.outbound.ThirdParties;
import cn.mejene.kernel.outbound.ThirdParties.ThirdParty;
import cn.mejene.kernel.privacy.Access;
import cn.mejene.kernel.privacy.Access.Action;
import cn.mejene.kernel.privacy.Access.Resource;
import cn.mejene.kernel.privacy.LegalBasis;
import cn.mejene.kernel.privacy.SupportCaller;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Lists everybody who may see or has seen a member's data and ends what can be ended, for herself or, after an identity
 * check, through support (policy V(C)2–3). Stateless.
 */
public final class RecipientService {
    private final RecipientRepository repository = new RecipientRepository();
    private final ThirdParties thirdParties;
    private final Recipients declared;
    private final Trail trail;
    private final SupportCaller callers;
    private final ModuleContext context;

    /** One recipient as the member sees it. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    private record Recipient(
            String id,
            String kind,
            @Nullable String name,
            @Nullable String contact,
            String basis,
            String purpose,
            String method,
            List<String> categories,
            String status,
            boolean revocable,
            @Nullable List<String> scopes,
            @Nullable Instant since,
            @Nullable Instant lastAccessAt) {}

    public RecipientService(Recipients declared, Trail trail, SupportCaller callers, ModuleContext context) {
        this.declared = declared;
        this.thirdParties = ThirdParties.load(context.policies());
        this.callers = callers;
        this.trail = trail;
        this.context = context;
    }

    /** Clinics by name of their id, then the other third parties. */
    public Answer list(Call call) {
        return Answer.page(recipients(call.principal().id(), Language.of(call)), null)
                .header("Content-Language", Language.of(call).tag());
    }

    private List<Recipient> recipients(String member, Language language) {
        var all = new ArrayList<Recipient>();
        var clinics = thirdParties.find("partner-clinics").orElseThrow();
        repository
                .clinics(context.database(), member, context.clock().instant())
                .forEach(one -> all.add(clinic(one, clinics, language)));
        thirdParties.thirdParties().stream()
                .filter(party -> !party.equals(clinics))
                .forEach(party -> all.add(thirdParty(party, language)));
        declared.ofMember(member).forEach(concerned -> all.add(declared(concerned)));
        return all;
    }

    private static Recipient clinic(OfClinic one, ThirdParty clinics, Language language) {
        var live = !one.scopes().isEmpty();
        return new Recipient(
                one.clinicId(),
                "clinic",
                null,
                null,
                LegalBasis.CONSENT.word(),
                Purpose.in(language, clinics.purpose()),
                Purpose.in(language, clinics.method()),
                Purpose.in(language, clinics.categories()),
                live ? "active" : "ended",
                live,
                one.scopes(),
                one.since(),
                one.lastUsedAt());
    }

    /** Somebody that she consented to by name, or that got something of hers. */
    private static Recipient declared(Concerned concerned) {
        var told = concerned.recipient();
        return new Recipient(
                told.id(),
                "recipient",
                told.name(),
                told.contact(),
                LegalBasis.CONSENT.word(),
                told.purpose(),
                told.method(),
                told.categories(),
                concerned.live() ? "active" : "ended",
                concerned.live(),
                null,
                concerned.since(),
                concerned.handedOutAt());
    }

    private static Recipient thirdParty(ThirdParty party, Language language) {
        return new Recipient(
                party.id(),
                "third-party",
                Purpose.in(language, party.name()),
                party.contact(),
                party.basis().word(),
                Purpose.in(language, party.purpose()),
                Purpose.in(language, party.method()),
                Purpose.in(language, party.categories()),
                "active",
                false,
                null,
                null,
                null);
    }

    /** Ends all grants to a clinic, or all consents to a declared recipient; holds from its next access on. Repeating it changes nothing. */
    public Answer revoke(Call call, Tx tx) {
        var member = call.principal();
        return revoke(call, tx, member.id(), resource -> Access.own(member, Action.WRITE, resource, call.traceId()));
    }

    /** The same for a member who asked support to. */
    public Answer revokeOnBehalf(Call call, Tx tx) {
        var member = callers.require(call, Action.WRITE, Resource.of("recipient"));
        return revoke(call, tx, member, resource -> SupportCaller.access(call, member, Action.WRITE, resource));
    }

    private Answer revoke(Call call, Tx tx, String member, Function<Resource, Access> access) {
        var id = call.path("id");
        if (thirdParties.find(id).isPresent()) {
            throw Problem.conflict(
                    "recipient-necessary", "The contract needs this recipient; consents are withdrawn by purpose.");
        }
        if (declared.withdraw(access, call.operation(), tx, id)) {
            return Answer.noContent();
        }
        var revoked = repository.revokeAll(tx, member, id, context.clock().instant());
        if (revoked.isEmpty() && !known(member, id)) {
            throw Problem.notFound("recipient");
        }
        if (revoked.isEmpty() && !call.principal().isMember()) {
            trail.noted(tx, access.apply(Resource.of("recipient", id)), call.operation());
        }
        revoked.forEach(grant -> trail.changed(
                tx,
                access.apply(new Resource("grant", grant.id(), id)),
                call.operation(),
                "consent.grant-revoked",
                data(grant)));
        return Answer.noContent();
    }

    private boolean known(String member, String clinic) {
        return repository.clinics(context.database(), member, context.clock().instant()).stream()
                .anyMatch(one -> one.clinicId().equals(clinic));
    }

    /** What support reads out to a member; logged before it is shown. */
    public Answer listOnBehalf(Call call) {
        var member = callers.require(call, Action.READ, Resource.of("recipient"));
        trail.shown(SupportCaller.access(call, member, Action.READ, Resource.of("recipient")), call.operation());
        return Answer.page(recipients(member, Language.of(call)), null)
                .header("Content-Language", Language.of(call).tag());
    }

    private static Map<String, String> data(Revoked grant) {
        return Map.of("grantId", grant.id(), "clinicId", grant.clinicId());
    }
}
