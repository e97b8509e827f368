package cn.mejene.gateway.stream;

import cn.mejene.gateway.http.BodyTap;
import cn.mejene.gateway.http.RequestFailure;
import cn.mejene.gateway.http.RequestFlow;
import cn.mejene.kernel.Problem;
import cn.mejene.kernel.stream.AnnouncedBody;
import cn.mejene.vault.store.Sealed;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClosedException;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.StreamResetException;
import io.vertx.core.internal.ContextInternal;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Takes one request's body: watches from its making on whether the peer is still there, and pumps when told where to.
 * Never holds more than the upload asks for. Confined to the request's event loop; it aborts and answers nothing.
 */
final class BodyIntake {
    private static final long CHECKS_PER_PATIENCE = 10;
    private static final long REST_MILLIS = 50;

    private final Vertx vertx;
    private final HttpServerRequest request;
    private final StreamConfig config;
    private final Promise<Sealed> outcome = Promise.promise();

    private long timer = -1;
    private long received;
    private long delivered;
    private boolean ended;
    private @Nullable Throwable broken;
    private @Nullable BodyTarget pumped;
    private @Nullable BodyTap tapped;

    BodyIntake(Vertx vertx, RoutingContext context, StreamConfig config) {
        this.vertx = vertx;
        this.request = context.request();
        this.config = config;
        RequestFlow.hold(request);
        RequestFailure.tell(context, this::breakOff);
    }

    /** What can be refused without reading a byte: a coded body, none at all. */
    void requireUsable() {
        requireUncoded();
        if (!announced().present()) {
            throw missing();
        }
    }

    void requireUncoded() {
        var coding = request.getHeader(HttpHeaders.CONTENT_ENCODING);
        if (coding != null && !coding.equalsIgnoreCase("identity")) {
            throw Problem.of(415, "content-encoding-unsupported", "The body must be sent as it is, without coding.");
        }
    }

    /** What the head of the request says of a body. */
    AnnouncedBody announced() {
        boolean open = request.headers().contains(HttpHeaders.TRANSFER_ENCODING)
                || (request.version() == HttpVersion.HTTP_2 && length() < 0 && !request.isEnded());
        return new AnnouncedBody(open || length() > 0, length() < 0 ? null : length());
    }

    /** The length that the peer announced, if it did. */
    OptionalLong declaredLength() {
        return length() < 0 ? OptionalLong.empty() : OptionalLong.of(length());
    }

    /** @throws Problem 413 when the announced length is more than may be sent */
    void requireAtMost(long maxBytes) {
        if (length() > maxBytes) {
            throw StreamFailures.tooLarge(maxBytes);
        }
    }

    /**
     * Reads the body into the upload; once.
     *
     * @return what it came to; fails with {@link ClientGoneException}, a {@link Problem} or the upload's failure, and
     *     reads nothing more then
     */
    Future<Sealed> pumpTo(BodyTarget target) {
        pumped = target;
        if (broken != null && !target.countsBroken()) {
            end(broken);
            return outcome.future();
        }
        var measured = new Pace(config, System.nanoTime());
        target.sealed().onSuccess(this::complete).onFailure(this::end);
        target.drainHandler(_ -> goOn(measured));
        request.handler(chunk -> passOn(target, measured, chunk));
        BodyTap.of(request).ifPresent(tap -> open(tap, target, measured));
        request.endHandler(_ -> bodyEnded(target));
        long interval = Math.max(10, config.patience().toMillis() / CHECKS_PER_PATIENCE);
        timer = vertx.setPeriodic(interval, _ -> checkPace(measured));
        if ("100-continue".equalsIgnoreCase(request.getHeader(HttpHeaders.EXPECT))) {
            request.response().writeContinue();
        }
        RequestFlow.resume(request);
        if (broken != null) {
            takeRest(target, broken);
        }
        return outcome.future();
    }

    private void breakOff(Throwable cause) {
        var failure = broken(cause);
        var target = pumped;
        broken = failure;
        if (target == null || ended) {
            return;
        }
        if (target.countsBroken() && failure instanceof ClientGoneException) {
            takeRest(target, failure);
        } else {
            end(failure);
        }
    }

    /** What has reached this node before the peer went is still handed on; nothing tells when that was all. */
    private void takeRest(BodyTarget target, Throwable failure) {
        stopTimer();
        if (!target.writeQueueFull()) {
            RequestFlow.resume(request);
        }
        long[] seen = {-1};
        timer = vertx.setPeriodic(REST_MILLIS, _ -> {
            if (!target.writeQueueFull() && seen[0] == received) {
                end(failure);
            }
            seen[0] = received;
        });
    }

    private void open(BodyTap tap, BodyTarget target, Pace measured) {
        tapped = tap;
        // What came by the tap has not come by the request.
        tap.open((ContextInternal) vertx.getOrCreateContext(), () -> delivered, chunk -> take(target, measured, chunk));
    }

    private void passOn(BodyTarget target, Pace measured, Buffer chunk) {
        delivered += chunk.length();
        take(target, measured, chunk);
    }

    /** The failure of what it answers is the upload's, which is watched. */
    private Future<Void> take(BodyTarget target, Pace measured, Buffer chunk) {
        if (ended) {
            return Future.succeededFuture();
        }
        received += chunk.length();
        measured.received(chunk.length(), System.nanoTime());
        var taken = target.write(chunk);
        if (!ended && target.writeQueueFull()) {
            RequestFlow.hold(request);
            measured.hold(System.nanoTime());
        }
        return taken;
    }

    private void goOn(Pace measured) {
        if (!ended) {
            measured.release(System.nanoTime());
            RequestFlow.resume(request);
        }
    }

    private void bodyEnded(BodyTarget target) {
        stopTimer();
        if (received == 0 && !target.countsBroken()) {
            end(missing());
        } else if (!ended) {
            target.finish();
        }
    }

    private void checkPace(Pace measured) {
        if (measured.isTooSlow(System.nanoTime())) {
            end(Problem.of(408, "upload-timeout", "The body arrives too slowly.")
                    .header("Connection", "close"));
        }
    }

    private void complete(Sealed sealed) {
        stopTimer();
        closeTap();
        outcome.tryComplete(sealed);
    }

    private void end(Throwable cause) {
        if (!ended) {
            ended = true;
            stopTimer();
            closeTap();
            if (!request.isEnded()) {
                RequestFlow.hold(request);
            }
            outcome.tryFail(cause);
        }
    }

    private void closeTap() {
        var tap = tapped;
        tapped = null;
        if (tap != null) {
            tap.close();
        }
    }

    private void stopTimer() {
        if (timer >= 0) {
            vertx.cancelTimer(timer);
            timer = -1;
        }
    }

    private static Throwable broken(Throwable cause) {
        boolean gone = cause instanceof HttpClosedException
                || cause instanceof StreamResetException
                || cause instanceof IOException;
        return gone ? new ClientGoneException() : malformed();
    }

    private long length() {
        var length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
        try {
            return length == null ? -1 : Long.parseLong(length);
        } catch (NumberFormatException _) {
            throw malformed();
        }
    }

    private static Problem malformed() {
        return Problem.of(400, "malformed-request", "The request is not valid HTTP.");
    }

    private static Problem missing() {
        return Problem.of(422, "content-missing", "The call needs a body with something in it.");
    }
}
