package cn.mejene.kernel.call;

import cn.mejene.kernel.Problem;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;

/**
 * Sends calls to whoever serves them, waiting no longer than their deadline. A call whose answer never came is 503:
 * nothing is known of its effect, and nothing is sent twice. Thread-safe.
 */
public final class Bus {
    private final Vertx vertx;

    public Bus(Vertx vertx) {
        this.vertx = vertx;
        vertx.eventBus().registerCodec(new CallCodec());
        vertx.eventBus().registerCodec(new ReplyCodec());
    }

    /** For event loops: the reply, or a failed future with a {@link Problem}. Never blocks. */
    public Future<Reply> request(Call call) {
        var options = new DeliveryOptions()
                .setCodecName(CallCodec.NAME)
                .setSendTimeout(call.millisLeft())
                .setLocalOnly(true);
        return vertx.eventBus().<Reply>request(call.operation(), call, options).transform(result -> {
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
        return Problem.of(503, "deadline-exceeded", "The call took too long; whether it had an effect is not known.")
                .header("Retry-After", "1");
    }
}
