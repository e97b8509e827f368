package cn.mejene.consent;

import cn.mejene.consent.call.GuardianCheck;
import cn.mejene.consent.call.Trail;
import cn.mejene.consent.policy.PolicyService;
import cn.mejene.consent.purpose.Purpose;
import cn.mejene.consent.purpose.PurposeService;
import cn.mejene.consent.receipt.Receipts;
import cn.mejene.kernel.Ids;
import cn.mejene.kernel.ModuleContext;
import cn.mejene.kernel.call.Answer;
import cn.mejene.kernel.call.Call;
import cn.mejene.kernel.call.Paging;
import cn.mejene.kernel.data.Database;
import cn.mejene.kernel.data.Tx;
import cn.mejene.kernel.privacy.Access;
import cn.mejene.kernel.privacy.Access.Action;
import cn.mejene.kernel.privacy.Access.Resource;
import cn.mejene.kernel.privacy.SupportCaller;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A member's consents: one purpose at a time, on a notice that was shown, withdrawn as easily as given (policy I(C)1,
 * V(C)). Grants to clinics are not its business. Stateless.
 */
final class ConsentService {
    private final ConsentRepository consents = new ConsentRepository();
    private final PolicyService policies;
    private final PurposeService purposes;
    private final Receipts receipts;
    private final Trail trail;
    private final SupportCaller callers;
    private final GuardianCheck guardians;
    private final Database database;
    private final InstantSource clock;

    private record NewConsent(String policyVersion, String noticeId, GuardianCheck.@Nullable GuardianCode guardian) {}

    /**
     * @param outdated present when the consent has to be given anew to count
     * @param reconfirmBy present when it has to be given anew until then, its member being of age now (policy VI)
     */
    private record Line(
            @JsonUnwrapped Consent consent,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            Boolean outdated,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            Instant reconfirmBy) {}

    ConsentService(
            PolicyService policies,
            PurposeService purposes,
            Receipts receipts,
            Trail trail,
            SupportCaller callers,
            ModuleContext context) {
        this.policies = policies;
        this.purposes = purposes;
        this.receipts = receipts;
        this.trail = trail;
        this.callers = callers;
        this.guardians = new GuardianCheck(context.bus());
        this.database = context.database();
        this.clock = context.clock();
    }

    Answer list(Call call) {
        return list(call.principal().id());
    }

    private Answer list(String member) {
        var standings = consents.ofMember(database, member, clock.instant());
        return Answer.page(
                standings.stream()
                        .map(standing ->
                                new Line(standing.consent(), standing.outdated() ? true : null, standing.reconfirmBy()))
                        .toList(),
                null);
    }

    /** 201 when the purpose becomes allowed, 200 when it already was. */
    Answer give(Call call, Tx tx) {
        var purpose = purposes.require(call.path("purpose"));
        var request = call.body(NewConsent.class);
        // Before the transaction takes its connection: accounts are another module's affair.
        guardians.require(call, request.guardian());
        policies.requireInForce(tx, request.policyVersion());
        var notice = purposes.requireCurrent(tx, purpose, request.noticeId());
        var before = consents.lock(tx, call.principal().id(), purpose.id());
        if (before.isPresent()
                && before.get().isGivenOn(request.policyVersion(), notice.id())
                && !consents.awaitsReconfirmation(tx, call.principal().id(), purpose.id())) {
            return Answer.ok(before.get());
        }
        var now = new Consent(
                purpose.id(),
                Consent.GIVEN,
                request.policyVersion(),
                notice.id(),
                notice.sha256(),
                notice.language(),
                clock.instant());
        var access = Access.own(call.principal(), Action.WRITE, Resource.of("consent", purpose.id()), call.traceId());
        change(call, access, tx, purpose, now);
        return before.filter(Consent::isGiven).isPresent() ? Answer.ok(now) : Answer.created(now);
    }

    /** Holds from the next access on; withdrawing what was never given changes nothing. */
    Answer withdraw(Call call, Tx tx) {
        var member = call.principal();
        return withdraw(call, tx, resource -> Access.own(member, Action.WRITE, resource, call.traceId()));
    }

    /** The same for a member who asked support to. */
    Answer withdrawOnBehalf(Call call, Tx tx) {
        var member = callers.require(call, Action.WRITE, Resource.of("consent"));
        return withdraw(call, tx, resource -> SupportCaller.access(call, member, Action.WRITE, resource));
    }

    private Answer withdraw(Call call, Tx tx, Function<Resource, Access> access) {
        var purpose = purposes.require(call.path("purpose"));
        var allowed = access.apply(Resource.of("consent", purpose.id()));
        var given = consents.lock(tx, allowed.subject(), purpose.id()).filter(Consent::isGiven);
        if (given.isPresent()) {
            change(call, allowed, tx, purpose, given.get().withdrawn(clock.instant()));
        } else if (!call.principal().isMember()) {
            trail.noted(tx, allowed, call.operation());
        }
        return Answer.noContent();
    }

    /** What support reads out to a member; logged before it is shown. */
    Answer listOnBehalf(Call call) {
        var member = callers.require(call, Action.READ, Resource.of("consent"));
        trail.shown(SupportCaller.access(call, member, Action.READ, Resource.of("consent")), call.operation());
        return list(member);
    }

    Answer history(Call call) {
        var purpose = purposes.require(call.path("purpose"));
        var paging = Paging.of(call);
        var changes = consents.history(database, call.principal().id(), purpose.id(), paging);
        return paging.answer(changes, ConsentChange::id);
    }

    private void change(Call call, Access access, Tx tx, Purpose purpose, Consent now) {
        consents.change(tx, access.subject(), receipted(access.subject(), purpose, now));
        trail.changed(
                tx, access, call.operation(), "consent.consent-" + now.status(), Map.of("purpose", now.purpose()));
    }

    private ConsentChange receipted(String member, Purpose purpose, Consent now) {
        var change = new Receipts.Change(
                Ids.make("cev"),
                member,
                purpose,
                now.isGiven(),
                now.policyVersion(),
                now.noticeId(),
                now.noticeSha256(),
                now.language(),
                now.since());
        return new ConsentChange(
                change.id(),
                now.purpose(),
                now.status(),
                now.policyVersion(),
                now.noticeId(),
                now.noticeSha256(),
                now.language(),
                now.since(),
                receipts.of(change));
    }
}
