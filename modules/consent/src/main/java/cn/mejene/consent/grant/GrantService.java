package cn.mejene.consent.grant;

import cn.mejene.consent.call.GuardianCheck;
import cn.mejene.consent.call.Trail;
import cn.mejene.kernel.Ids;
import cn.mejene.kernel.ModuleContext;
import cn.mejene.kernel.Problem;
import cn.mejene.kernel.call.Answer;
import cn.mejene.kernel.call.Call;
import cn.mejene.kernel.call.Paging;
import cn.mejene.kernel.data.Tx;
import cn.mejene.kernel.privacy.Access;
import cn.mejene.kernel.privacy.Access.Action;
import cn.mejene.kernel.privacy.Access.Resource;
import cn.mejene.kernel.privacy.SupportCaller;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What members let clinics do (policy III(A)3, V(C)2): each clinic by itself, for stated scopes, until revoked or
 * expired. A grant opens nothing without the consent it stands on. Stateless.
 */
public final class GrantService {
    private final GrantRepository grants = new GrantRepository();
    private final ConsentCheck consents;
    private final Clinics clinics;
    private final GuardianCheck guardians;
    private final Trail trail;
    private final SupportCaller callers;
    private final ModuleContext context;

    /** Says whether the consent that grants stand on is there. */
    @FunctionalInterface
    public interface ConsentCheck {
        /** @throws Problem 403 {@code consent-required} */
        void require(Tx tx, String member);
    }

    private record NewGrant(
            String clinicId,
            List<Scope> scopes,
            @Nullable Instant expiresAt,
            GuardianCheck.@Nullable GuardianCode guardian) {}

    public GrantService(ConsentCheck consents, Trail trail, SupportCaller callers, ModuleContext context) {
        this.callers = callers;
        this.consents = consents;
        this.clinics = new Clinics(context.bus());
        this.guardians = new GuardianCheck(context.bus());
        this.trail = trail;
        this.context = context;
    }

    public Answer list(Call call) {
        return list(call, call.principal().id());
    }

    /** What support reads out to a member; logged before it is shown. */
    public Answer listOnBehalf(Call call) {
        var member = callers.require(call, Action.READ, Resource.of("grant"));
        trail.shown(SupportCaller.access(call, member, Action.READ, Resource.of("grant")), call.operation());
        return list(call, member);
    }

    private Answer list(Call call, String member) {
        var paging = Paging.of(call);
        var live = grants.live(context.database(), member, context.clock().instant(), paging);
        return paging.answer(live, Grant::id);
    }

    public Answer give(Call call, Tx tx) {
        var request = call.body(NewGrant.class);
        var now = context.clock().instant();
        if (request.expiresAt() != null && !request.expiresAt().isAfter(now)) {
            throw Problem.invalid("/expiresAt", "future", "A grant ends after it begins.");
        }
        // Before the transaction takes its connection: accounts are another module's affair.
        guardians.require(call, request.guardian());
        consents.require(tx, call.principal().id());
        clinics.require(call, request.clinicId());
        var scopes = request.scopes().stream().distinct().sorted().toList();
        var grant = new Grant(Ids.make("grt"), request.clinicId(), scopes, now, request.expiresAt(), null);
        grants.insert(tx, call.principal().id(), grant);
        var resource = new Resource("grant", grant.id(), grant.clinicId());
        changed(call, tx, Access.own(call.principal(), Action.WRITE, resource, call.traceId()), "consent.grant-given");
        return Answer.created(grant).header("Location", "/v1/me/grants/" + grant.id());
    }

    /** Holds from the clinic's next access on; revoking again changes nothing. */
    public Answer revoke(Call call, Tx tx) {
        var member = call.principal();
        return revoke(call, tx, member.id(), resource -> Access.own(member, Action.WRITE, resource, call.traceId()));
    }

    /** The same for a member who asked support to; she is told like after her own revocation. */
    public Answer revokeOnBehalf(Call call, Tx tx) {
        var member = callers.require(call, Action.WRITE, Resource.of("grant"));
        return revoke(call, tx, member, resource -> SupportCaller.access(call, member, Action.WRITE, resource));
    }

    private Answer revoke(Call call, Tx tx, String member, Function<Resource, Access> access) {
        var id = call.path("id");
        var clinic = grants.revoke(tx, member, id, context.clock().instant());
        if (clinic.isPresent()) {
            changed(call, tx, access.apply(new Resource("grant", id, clinic.get())), "consent.grant-revoked");
        } else if (!grants.exists(tx, member, id)) {
            throw Problem.notFound("grant");
        } else if (!call.principal().isMember()) {
            trail.noted(tx, access.apply(Resource.of("grant", id)), call.operation());
        }
        return Answer.noContent();
    }

    private void changed(Call call, Tx tx, Access access, String event) {
        var grant = access.resource();
        var data = Map.of(
                "grantId", Objects.requireNonNull(grant.id()), "clinicId", Objects.requireNonNull(grant.clinic()));
        trail.changed(tx, access, call.operation(), event, data);
    }
}
