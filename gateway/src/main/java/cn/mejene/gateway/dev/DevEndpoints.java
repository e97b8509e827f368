package cn.mejene.gateway.dev;

import cn.mejene.gateway.http.Answers;
import cn.mejene.gateway.http.Problems;
import cn.mejene.kernel.Json;
import cn.mejene.kernel.Problem;
import cn.mejene.kernel.call.Answer;
import cn.mejene.kernel.call.Bus;
import cn.mejene.kernel.call.Call;
import cn.mejene.kernel.call.Principal;
import cn.mejene.kernel.node.DevelopmentClock;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import io.vertx.ext.web.handler.HttpException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * {@code /dev/messages}, {@code /dev/staff}, {@code /dev/clock}, {@code /dev/payments},
 * {@code /dev/wechat}. Mounted in profile {@code dev} only; anywhere else
 * these addresses do not exist. For event loops; the clock moves on a virtual thread.
 */
public final class DevEndpoints {
    private static final int BODY_LIMIT = 1_024;
    private static final long SANDBOX_MILLIS = 5_000;
    private static final String NO_TRACE = "00-" + "0".repeat(32) + "-" + "0".repeat(16) + "-00";

    private final Vertx vertx;
    private final DevConfig config;
    private final DevelopmentClock clock;
    private final Bus bus;
    private final HttpClient client;
    private final Problems problems;
    private final Answers answers;
    private final DevPayments payments;

    private record Advance(@Nullable String advance) {}

    private record Now(Instant now) {}

    private record WechatPerson(
            @Nullable String openid,
            @Nullable String unionid,
            @Nullable String phone) {}

    public DevEndpoints(Vertx vertx, DevConfig config, DevelopmentClock clock, Bus bus) {
        this.vertx = vertx;
        this.config = config;
        this.clock = clock;
        this.bus = bus;
        this.client = vertx.createHttpClient(new HttpClientOptions().setConnectTimeout(2_000));
        this.problems = new Problems(vertx);
        this.answers = new Answers(vertx);
        this.payments = new DevPayments(client, config, clock, bus);
    }

    public void mount(Router router) {
        router.get("/dev/messages").handler(context -> answer(context, this::messages));
        router.get("/dev/staff").handler(context -> answer(context, _ -> staff()));
        router.get("/dev/clock").handler(context -> answer(context, _ -> now()));
        router.post("/dev/clock")
                .handler(BodyHandler.create(false).setBodyLimit(BODY_LIMIT))
                .handler(context -> answer(context, this::advance));
        router.post("/dev/payments/:id")
                .handler(BodyHandler.create(false).setBodyLimit(BODY_LIMIT))
                .handler(context -> answer(context, this::payment));
        router.post("/dev/wechat")
                .handler(BodyHandler.create(false).setBodyLimit(BODY_LIMIT))
                .handler(context -> answer(context, this::openWechat));
        router.route("/dev/*").failureHandler(this::refuse);
    }

    private void answer(RoutingContext context, Function<RoutingContext, Future<Answer>> step) {
        Future.succeededFuture(context)
                .compose(step)
                .onSuccess(answer -> answers.write(context, answer))
                .onFailure(failure -> problems.write(context, failure));
    }

    private void refuse(RoutingContext context) {
        var failure = context.failure();
        problems.write(context, failure == null ? new HttpException(context.statusCode()) : failure);
    }

    private Future<Answer> messages(RoutingContext context) {
        var to = context.queryParams().get("to");
        if (to == null || to.isBlank()) {
            throw Problem.invalid("#to", "required", "Whose messages?");
        }
        // A plus that was not escaped has become a space; no receiver has one.
        var query = URLEncoder.encode(to.replace(' ', '+'), StandardCharsets.UTF_8);
        return sandbox(HttpMethod.GET, "/sandbox/messages?to=" + query, Buffer.buffer());
    }

    /** Somebody opens the mini-program or the app: the codes that her WeChat would hand to it. */
    private Future<Answer> openWechat(RoutingContext context) {
        var person = json(context, WechatPerson.class);
        if (person.openid() == null) {
            throw Problem.invalid("/openid", "required", "Who?");
        }
        return sandbox(HttpMethod.POST, "/sandbox/wechat", Buffer.buffer(Json.bytes(person)));
    }

    private Future<Answer> sandbox(HttpMethod method, String path, Buffer body) {
        var options = new RequestOptions()
                .setMethod(method)
                .setAbsoluteURI(config.sandbox() + path)
                .setTimeout(SANDBOX_MILLIS);
        return client.request(options)
                .compose(request -> request.send(body))
                .compose(response -> response.statusCode() == 200
                        ? response.body()
                        : Future.failedFuture("sandbox answers " + response.statusCode()))
                .map(DevEndpoints::json)
                .recover(_ -> Future.failedFuture(Problem.unavailable("The sandbox does not answer.")));
    }

    private Future<Answer> staff() {
        var call = new Call(
                "identity.list-demo-staff",
                Principal.system("gateway"),
                Map.of(),
                Map.of(),
                Map.of(),
                null,
                null,
                System.nanoTime() + SANDBOX_MILLIS * 1_000_000,
                NO_TRACE,
                "dev",
                null);
        return bus.request(call).map(reply -> (Answer) reply);
    }

    private Future<Answer> now() {
        return Future.succeededFuture(Answer.ok(new Now(clock.now())));
    }

    private Future<Answer> payment(RoutingContext context) {
        return payments.happen(context.pathParam("id"), json(context, DevPayments.Wanted.class));
    }

    private static <T> T json(RoutingContext context, Class<T> type) {
        var media = Objects.requireNonNullElse(context.request().getHeader("content-type"), "");
        if (!media.toLowerCase(Locale.ROOT).split(";", -1)[0].strip().equals("application/json")) {
            throw Problem.of(415, "media-type-unsupported", "The call takes application/json.");
        }
        var body = context.body().buffer();
        if (body == null || body.length() == 0) {
            throw Problem.of(400, "body-missing", "The call needs a JSON body.");
        }
        return Json.bind(body.getBytes(), type);
    }

    private Future<Answer> advance(RoutingContext context) {
        var wanted = json(context, Advance.class).advance();
        if (wanted == null) {
            throw Problem.invalid("/advance", "required", "How far is the clock to move?");
        }
        var step = ClockStep.parse(wanted);
        return onVirtualThread(() -> Answer.ok(clock.advance(step.from(clock.now()))));
    }

    private <T> Future<T> onVirtualThread(Callable<T> work) {
        var caller = vertx.getOrCreateContext();
        Promise<T> promise = Promise.promise();
        Thread.startVirtualThread(() -> {
            try {
                var result = work.call();
                caller.runOnContext(_ -> promise.complete(result));
            } catch (Exception failure) {
                caller.runOnContext(_ -> promise.fail(failure));
            }
        });
        return promise.future();
    }

    private static Answer json(Buffer body) {
        return new Answer(200, Map.of(), body);
    }
}
