package cn.mejene.consent.signal;

import cn.mejene.consent.call.Trail;
import cn.mejene.kernel.ModuleContext;
import cn.mejene.kernel.Problem;
import cn.mejene.kernel.call.Answer;
import cn.mejene.kernel.call.Call;
import cn.mejene.kernel.data.Tx;
import cn.mejene.kernel.privacy.Access.Resource;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Keeps a signal for the account from the first request that carries one, and takes it back when the member says so
 * without sending it (policy II(C)1). Stateless.
 */
public final class OptOutService {
    private static final Set<String> SIGNALS = Set.of("sec-gpc", "dnt");

    private final OptOutRepository repository = new OptOutRepository();
    private final Trail trail;
    private final ModuleContext context;

    private record Noted(String signal) {}

    private record Told(boolean optedOut, List<OptOut> signals) {}

    public OptOutService(Trail trail, ModuleContext context) {
        this.trail = trail;
        this.context = context;
    }

    /** For the gateway, before a member's call that carries a signal is made; noting it again changes nothing. */
    public Answer note(Call call) {
        var signal = call.body(Noted.class).signal();
        if (!call.principal().isMember() || !SIGNALS.contains(signal)) {
            throw Problem.forbidden("Only members' signals are kept.");
        }
        if (repository.find(context.database(), call.principal().id()).isEmpty()) {
            context.database().run(tx -> {
                var now = context.clock().instant();
                if (repository.insert(tx, call.principal().id(), signal, now)) {
                    changed(call, tx, "consent.opt-out-noted", signal);
                }
            });
        }
        return Answer.noContent();
    }

    public Answer get(Call call) {
        var signals = repository.find(context.database(), call.principal().id()).stream()
                .toList();
        return Answer.ok(new Told(!signals.isEmpty(), signals));
    }

    public Answer takeBack(Call call, Tx tx) {
        if (repository.delete(tx, call.principal().id())) {
            changed(call, tx, "consent.opt-out-ended", "none");
        }
        return Answer.noContent();
    }

    private void changed(Call call, Tx tx, String event, String signal) {
        trail.changed(tx, call, Resource.of("opt-out"), event, Map.of("signal", signal));
    }
}
