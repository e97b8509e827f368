package cn.mejene.consent.grant;

import cn.mejene.consent.call.Trail;
import cn.mejene.kernel.Ids;
import cn.mejene.kernel.ModuleContext;
import cn.mejene.kernel.Problem;
import cn.mejene.kernel.call.Answer;
import cn.mejene.kernel.call.Call;
import cn.mejene.kernel.call.Paging;
import cn.mejene.kernel.data.Tx;
import cn.mejene.kernel.privacy.Access.Resource;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What members let clinics do (policy III(A)3, V(C)2): each clinic by itself, for stated scopes, until revoked or
 * expired. A grant opens nothing without the consent it stands on. Stateless.
 */
public final class GrantService {
    private final GrantRepository grants = new GrantRepository();
    private final ConsentCheck consents;
    private final Clinics clinics;
    private final Trail trail;
    private final ModuleContext context;

    /** Says whether the consent that grants stand on is there. */
    @FunctionalInterface
    public interface ConsentCheck {
        /** @throws Problem 403 {@code consent-required} */
        void require(Tx tx, String member);
    }

    private record NewGrant(
            String clinicId, List<Scope> scopes, @Nullable Instant expiresAt) {}

    public GrantService(ConsentCheck consents, Trail trail, ModuleContext context) {
        this.consents = consents;
        this.clinics = new Clinics(context.bus());
        this.trail = trail;
        this.context = context;
    }

    public Answer list(Call call) {
        var paging = Paging.of(call);
        var live = grants.live(
                context.database(), call.principal().id(), context.clock().instant(), paging);
        return paging.answer(live, Grant::id);
    }

    public Answer give(Call call, Tx tx) {
        var request = call.body(NewGrant.class);
        var now = context.clock().instant();
        if (request.expiresAt() != null && !request.expiresAt().isAfter(now)) {
            throw Problem.invalid("/expiresAt", "future", "A grant ends after it begins.");
        }
        consents.require(tx, call.principal().id());
        clinics.require(call, request.clinicId());
        var scopes = request.scopes().stream().distinct().sorted().toList();
        var grant = new Grant(Ids.make("grt"), request.clinicId(), scopes, now, request.expiresAt(), null);
        grants.insert(tx, call.principal().id(), grant);
        changed(call, tx, grant.id(), grant.clinicId(), "consent.grant-given");
        return Answer.created(grant).header("Location", "/v1/me/grants/" + grant.id());
    }

    /** Holds from the clinic's next access on; revoking again changes nothing. */
    public Answer revoke(Call call, Tx tx) {
        var id = call.path("id");
        var member = call.principal().id();
        var clinic = grants.revoke(tx, member, id, context.clock().instant());
        if (clinic.isPresent()) {
            changed(call, tx, id, clinic.get(), "consent.grant-revoked");
        } else if (!grants.exists(tx, member, id)) {
            throw Problem.notFound("grant");
        }
        return Answer.noContent();
    }

    private void changed(Call call, Tx tx, String id, String clinic, String event) {
        trail.changed(tx, call, new Resource("grant", id, clinic), event, Map.of("grantId", id, "clinicId", clinic));
    }
}
