package cn.mejene.consent.source;

import cn.mejene.consent.call.GuardianCheck;
import cn.mejene.consent.call.Trail;
import cn.mejene.kernel.ModuleContext;
import cn.mejene.kernel.Problem;
import cn.mejene.kernel.call.Answer;
import cn.mejene.kernel.call.Call;
import cn.mejene.kernel.privacy.Access;
import cn.mejene.kernel.privacy.Access.Action;
import cn.mejene.kernel.privacy.Access.Resource;
import cn.mejene.vault.KeyRing;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Lets members decide about what arrived beyond the scope of its source (policy I(D)3). Nobody else can read it, nothing
 * uses it; with her consent it becomes part of her profile, else it is deleted, at the latest when its time is over.
 * Stateless.
 */
public final class QuarantineService {
    private static final String RELEASED = "released";
    private static final String REFUSED = "refused";

    private final QuarantineRepository repository = new QuarantineRepository();
    private final Trail trail;
    private final GuardianCheck guardians;
    private final ModuleContext context;

    private record Decision(String decision, GuardianCheck.@Nullable GuardianCode guardian) {}

    private record Item(
            String id,
            String sourceId,
            String partner,
            String field,
            String value,
            Instant receivedAt,
            Instant deleteBy) {
        /** Shows nothing of the value. */
        @Override
        public String toString() {
            return "Item[" + id + "]";
        }
    }

    private record Decided(String id, String state) {}

    public QuarantineService(Trail trail, ModuleContext context) {
        this.trail = trail;
        this.guardians = new GuardianCheck(context.bus());
        this.context = context;
    }

    public Answer list(Call call) {
        var waiting = repository.waiting(
                context.database(), call.principal().id(), context.clock().instant());
        if (waiting.isEmpty()) {
            return Answer.page(waiting, null);
        }
        var opened = keys().open(own(call, Resource.of("sourced-data")), call.operation());
        return Answer.page(
                waiting.stream()
                        .map(one -> new Item(
                                one.id(),
                                one.sourceId(),
                                one.partner(),
                                one.field(),
                                opened.value(one.place(), one.sealed(), Quarantined.Value.class)
                                        .text(),
                                one.receivedAt(),
                                one.deleteBy()))
                        .toList(),
                null);
    }

    /** Repeating a decision changes nothing; another one is refused. */
    public Answer decide(Call call) {
        var request = call.body(Decision.class);
        var state = request.decision().equals("consented") ? RELEASED : REFUSED;
        var item = repository
                .find(context.database(), call.principal().id(), call.path("id"))
                .orElseThrow(() -> Problem.notFound("quarantined value"));
        if (item.state().equals(state)) {
            return Answer.ok(new Decided(item.id(), state));
        }
        if (!item.waits(context.clock().instant())) {
            throw decidedAlready();
        }
        if (state.equals(RELEASED)) {
            guardians.require(call, request.guardian());
            release(call, item);
        }
        end(call, item, state);
        return Answer.ok(new Decided(item.id(), state));
    }

    /** From now on it is hers like anything that she told herself; a value that no profile takes stays where it is. */
    private void release(Call call, Quarantined item) {
        var value = keys().open(own(call, Resource.of("sourced-data", item.id())), call.operation())
                .value(item.place(), item.sealed(), Quarantined.Value.class);
        context.bus().call(call.to("members.update-profile", Map.of(item.field(), value.text())));
    }

    private void end(Call call, Quarantined item, String state) {
        context.database().run(tx -> {
            if (!repository.decide(tx, item.id(), state, context.clock().instant())) {
                throw decidedAlready();
            }
            trail.changed(
                    tx,
                    call,
                    Resource.of("sourced-data", item.id()),
                    "consent.quarantine-decided",
                    Map.of("quarantineId", item.id(), "decision", state));
            tx.afterCommit(() -> keys().destroy(item.sealed()));
        });
    }

    private static Problem decidedAlready() {
        return Problem.conflict("quarantine-decided", "This value was decided about, or its time is over.");
    }

    /** Deletes what nobody decided about in time. */
    public void expire(Instant now) {
        boolean more = true;
        while (more) {
            more = context.database().transaction(tx -> {
                var gone = repository.expire(tx, now);
                tx.afterCommit(() -> gone.forEach(keys()::destroy));
                return !gone.isEmpty();
            });
        }
    }

    private static Access own(Call call, Resource resource) {
        return Access.own(call.principal(), Action.READ, resource, call.traceId());
    }

    private KeyRing keys() {
        return context.port(KeyRing.class);
    }
}
