package cn.mejene.consent;

import cn.mejene.consent.call.Trail;
import cn.mejene.consent.policy.PolicyService;
import cn.mejene.consent.purpose.Purpose;
import cn.mejene.consent.purpose.PurposeService;
import cn.mejene.consent.receipt.Receipts;
import cn.mejene.kernel.Ids;
import cn.mejene.kernel.call.Answer;
import cn.mejene.kernel.call.Call;
import cn.mejene.kernel.call.Paging;
import cn.mejene.kernel.data.Database;
import cn.mejene.kernel.data.Tx;
import cn.mejene.kernel.privacy.Access.Resource;
import java.time.InstantSource;
import java.util.Map;

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
    private final Database database;
    private final InstantSource clock;

    private record NewConsent(String policyVersion, String noticeId) {}

    ConsentService(
            PolicyService policies,
            PurposeService purposes,
            Receipts receipts,
            Trail trail,
            Database database,
            InstantSource clock) {
        this.policies = policies;
        this.purposes = purposes;
        this.receipts = receipts;
        this.trail = trail;
        this.database = database;
        this.clock = clock;
    }

    Answer list(Call call) {
        return Answer.page(consents.ofMember(database, call.principal().id()), null);
    }

    /** 201 when the purpose becomes allowed, 200 when it already was. */
    Answer give(Call call, Tx tx) {
        var purpose = purposes.require(call.path("purpose"));
        var request = call.body(NewConsent.class);
        policies.requireInForce(tx, request.policyVersion());
        var notice = purposes.requireCurrent(tx, purpose, request.noticeId());
        var before = consents.lock(tx, call.principal().id(), purpose.id());
        if (before.isPresent() && before.get().isGivenOn(request.policyVersion(), notice.id())) {
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
        change(call, tx, purpose, now);
        return before.filter(Consent::isGiven).isPresent() ? Answer.ok(now) : Answer.created(now);
    }

    /** Holds from the next access on; withdrawing what was never given changes nothing. */
    Answer withdraw(Call call, Tx tx) {
        var purpose = purposes.require(call.path("purpose"));
        consents.lock(tx, call.principal().id(), purpose.id())
                .filter(Consent::isGiven)
                .ifPresent(given -> change(call, tx, purpose, given.withdrawn(clock.instant())));
        return Answer.noContent();
    }

    Answer history(Call call) {
        var purpose = purposes.require(call.path("purpose"));
        var paging = Paging.of(call);
        var changes = consents.history(database, call.principal().id(), purpose.id(), paging);
        return paging.answer(changes, ConsentChange::id);
    }

    private void change(Call call, Tx tx, Purpose purpose, Consent now) {
        consents.change(tx, call.principal().id(), receipted(call.principal().id(), purpose, now));
        trail.changed(
                tx,
                call,
                Resource.of("consent", now.purpose()),
                "consent.consent-" + now.status(),
                Map.of("purpose", now.purpose()));
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
