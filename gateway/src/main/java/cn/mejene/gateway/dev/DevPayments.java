package cn.mejene.gateway.dev;

import cn.mejene.kernel.Ids;
import cn.mejene.kernel.Problem;
import cn.mejene.kernel.call.Answer;
import cn.mejene.kernel.call.Bus;
import cn.mejene.kernel.call.Call;
import cn.mejene.kernel.call.Principal;
import cn.mejene.kernel.node.DevelopmentClock;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.json.JsonObject;
import java.time.DateTimeException;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * {@code /dev/payments/{id}}: makes the sandbox provider pay, close or refund and send its own notification to the
 * webhook; answers what the webhook answered. For event loops.
 */
final class DevPayments {
    private static final Set<String> EVENTS = Set.of("paid", "closed", "refunded");
    private static final Duration PATIENCE = Duration.ofSeconds(15);
    private static final Duration LONGEST_DELAY = Duration.ofMinutes(1);
    private static final int MOST_TIMES = 100;
    private static final String NO_TRACE = "00-" + "0".repeat(32) + "-" + "0".repeat(16) + "-00";

    private final HttpClient client;
    private final DevConfig config;
    private final DevelopmentClock clock;
    private final Bus bus;

    /**
     * What is to happen.
     *
     * @param times how many copies of the notification, at once; 1
     * @param delay how long the provider waits before it tells, ISO 8601; PT0S
     */
    record Wanted(
            @Nullable String event,
            @Nullable Integer times,
            @Nullable String delay) {}

    DevPayments(HttpClient client, DevConfig config, DevelopmentClock clock, Bus bus) {
        this.client = client;
        this.config = config;
        this.clock = clock;
        this.bus = bus;
    }

    Future<Answer> happen(String paymentId, Wanted wanted) {
        var event = Objects.requireNonNullElse(wanted.event(), "");
        var times = Objects.requireNonNullElse(wanted.times(), 1);
        var delay = delay(Objects.requireNonNullElse(wanted.delay(), "PT0S"));
        if (!EVENTS.contains(event)) {
            throw Problem.invalid("/event", "enum", "The event is paid, closed or refunded.");
        }
        if (times < 1 || times > MOST_TIMES) {
            throw Problem.invalid("/times", "range", "A notification is sent 1 to 100 times.");
        }
        if (!Ids.isId("pay", paymentId)) {
            throw Problem.notFound("payment");
        }
        return bus.request(describe(paymentId))
                .map(reply -> new JsonObject(Objects.requireNonNull(((Answer) reply).body())))
                .compose(known -> send(
                        paymentId,
                        delay,
                        new JsonObject()
                                .put("event", event)
                                .put("times", times)
                                .put("delay", delay.toString())
                                .put("now", clock.now().toString())
                                .put("clientParams", known.getJsonObject("clientParams"))));
    }

    private static Duration delay(String text) {
        try {
            var delay = Duration.parse(text);
            if (!delay.isNegative() && delay.compareTo(LONGEST_DELAY) <= 0) {
                return delay;
            }
        } catch (DateTimeException e) {
            // Told below, like a delay that is too long.
        }
        throw Problem.invalid("/delay", "format", "The delay is at most a minute, e.g. PT5S.");
    }

    private static Call describe(String paymentId) {
        return new Call(
                "payments.development",
                Principal.system("gateway"),
                Map.of("id", paymentId),
                Map.of(),
                Map.of(),
                null,
                null,
                System.nanoTime() + PATIENCE.toNanos(),
                NO_TRACE,
                "dev",
                null);
    }

    private Future<Answer> send(String paymentId, Duration delay, JsonObject body) {
        var options = new RequestOptions()
                .setMethod(HttpMethod.POST)
                .setAbsoluteURI(config.sandbox() + "/sandbox/payments/" + paymentId)
                .setTimeout(delay.plus(PATIENCE).toMillis());
        return client.request(options)
                .compose(request -> request.send(body.toBuffer()))
                .compose(DevPayments::answered)
                .recover(failure -> Future.failedFuture(
                        failure instanceof Problem ? failure : Problem.unavailable("The sandbox does not answer.")));
    }

    private static Future<Answer> answered(HttpClientResponse response) {
        if (response.statusCode() == 404) {
            return Future.failedFuture(Problem.notFound("payment at the provider"));
        }
        var type = Objects.requireNonNullElse(response.getHeader("Content-Type"), "application/json");
        return response.body().map(body -> new Answer(response.statusCode(), Map.of("Content-Type", type), some(body)));
    }

    private static @Nullable Buffer some(Buffer body) {
        return body.length() == 0 ? null : body;
    }
}
