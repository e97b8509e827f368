package cn.mejene.notifications.provider;

import cn.mejene.notifications.provider.Outcome.Result;
import io.vertx.core.Future;
import java.util.List;

/**
 * The providers that a message may go through, in order: the next is asked when one does not have the message, and never
 * when it might. Thread-safe.
 */
public final class Route {
    private final List<Guarded> providers;
    private final boolean repeatable;

    /** An outcome and the provider that it came from. */
    public record Ended(Guarded provider, Outcome outcome) {}

    private Route(List<Guarded> providers, boolean repeatable) {
        this.providers = List.copyOf(providers);
        this.repeatable = repeatable;
    }

    /** For messages that must not arrive twice. */
    public static Route once(List<Guarded> providers) {
        return new Route(providers, false);
    }

    /** For messages that do no harm when they arrive twice, such as codes: the next is asked whenever in doubt. */
    public static Route repeatable(List<Guarded> providers) {
        return new Route(providers, true);
    }

    public List<Guarded> providers() {
        return providers;
    }

    /** Never a failed future. */
    public Future<Ended> send(Outgoing message) {
        return send(message, 0);
    }

    private Future<Ended> send(Outgoing message, int at) {
        var provider = providers.get(at);
        return provider.send(message)
                .compose(outcome -> at + 1 < providers.size() && mayGoOn(outcome)
                        ? send(message, at + 1)
                        : Future.succeededFuture(new Ended(provider, outcome)));
    }

    private boolean mayGoOn(Outcome outcome) {
        return switch (outcome.result()) {
            case TAKEN, GONE -> false;
            case REFUSED, FAILED, NOT_ASKED -> true;
            case UNANSWERED -> repeatable;
        };
    }

    /** Whether the message may be sent again after the provider's silence. */
    public static boolean mayRepeat(Ended ended) {
        return ended.outcome().result() != Result.UNANSWERED || ended.provider().recognisesRepeats();
    }
}
