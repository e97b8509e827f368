package cn.mejene.kernel.call;

import cn.mejene.kernel.Problem;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import java.util.Collection;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Sends calls to whoever serves them, waiting no longer than their deadline: on this node if it does, else on another.
 * A call whose answer never came is 503: nothing is known of its effect, and nothing is sent twice. Thread-safe.
 */
public final class Bus {
    /** Where other nodes send what an operation's name follows. */
    private static final String ELSEWHERE = "cluster.";

    private static final String PING = "node.";
    private static final long PING_MILLIS = 2_000;

    private static final DeliveryOptions REPLY = new DeliveryOptions().setCodecName(ReplyCodec.NAME);

    private final Vertx vertx;
    private final Set<String> here = ConcurrentHashMap.newKeySet();
    private final Wakefulness wakefulness = new Wakefulness(System::nanoTime);

    public Bus(Vertx vertx) {
        this.vertx = vertx;
        vertx.setPeriodic(Wakefulness.PULSE.toMillis(), _ -> wakefulness.beat());
        vertx.eventBus().registerCodec(new CallCodec());
        vertx.eventBus().registerCodec(new ReplyCodec());
    }

    /**
     * Tells that these addresses have local consumers now, and takes other nodes' calls for them. Ends when every node
     * may know it.
     */
    public Future<Void> serve(Collection<String> addresses) {
        here.addAll(addresses);
        if (!vertx.isClustered()) {
            return Future.succeededFuture();
        }
        return Future.all(addresses.stream().map(this::takeFromElsewhere).toList())
                .mapEmpty();
    }

    private Future<Void> takeFromElsewhere(String address) {
        return vertx.eventBus()
                .<Call>consumer(ELSEWHERE + address, message -> takeOver(message.body())
                        .otherwise(Bus::refusal)
                        .onSuccess(reply -> message.reply(reply, REPLY)))
                .completion();
    }

    private Future<Reply> takeOver(Call call) {
        return Future.succeededFuture(call).compose(taken -> {
            requireAwake();
            return request(taken);
        });
    }

    private static Reply refusal(Throwable failure) {
        return new Refusal(
                failure instanceof Problem problem
                        ? problem
                        : Problem.of(500, "internal-error", "Something went wrong on our side."));
    }

    /** From now on {@link #ping} of this node is answered. */
    public Future<Void> answerPings(String node) {
        return vertx.eventBus()
                .<String>consumer(PING + node, message -> message.reply(node))
                .completion();
    }

    /** Whether the bus finds the node and its answer comes back; fails within two seconds if not. */
    public Future<Void> ping(String node) {
        return vertx.eventBus()
                .<String>request(PING + node, "", new DeliveryOptions().setSendTimeout(PING_MILLIS))
                .mapEmpty();
    }

    /**
     * For whatever takes calls from outside this process, before it does.
     *
     * @throws Problem 503 when the process was stopped for some seconds and what it finds in its sockets is old
     */
    public void requireAwake() {
        wakefulness.require();
    }

    /** For event loops: the reply, or a failed future with a {@link Problem}. Never blocks. */
    public Future<Reply> request(Call call) {
        boolean local = here.contains(call.operation()) || !vertx.isClustered();
        var address = local ? call.operation() : ELSEWHERE + call.operation();
        var options = new DeliveryOptions()
                .setCodecName(CallCodec.NAME)
                .setSendTimeout(call.millisLeft())
                .setLocalOnly(local);
        return vertx.eventBus().<Reply>request(address, call, options).transform(result -> {
            if (result.failed()) {
                return Future.failedFuture(unreachable(result.cause()));
            }
            return result.result().body() instanceof Refusal refusal
                    ? Future.failedFuture(refusal.problem())
                    : Future.succeededFuture(result.result().body());
        });
    }

    /** For virtual threads: the answer of another operation; its problem is thrown. */
    public Answer call(Call call) {
        var reply = request(call).await();
        if (reply instanceof Answer answer) {
            return answer;
        }
        throw new IllegalStateException(call.operation() + " answers with a stream");
    }

    private static Problem unreachable(Throwable cause) {
        if (cause instanceof ReplyException failure && failure.failureType() == ReplyFailure.NO_HANDLERS) {
            return Problem.of(503, "unavailable", "The part of the platform that serves this call is not running.")
                    .header("Retry-After", "1");
        }
        return Deadline.exceeded();
    }
}
