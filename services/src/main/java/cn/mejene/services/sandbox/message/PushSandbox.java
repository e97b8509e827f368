package cn.mejene.services.sandbox.message;

import cn.mejene.services.sandbox.Faults;
import cn.mejene.services.sandbox.SentMessage;
import cn.mejene.services.sandbox.SentMessages;
import cn.mejene.services.sandbox.Stand;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import java.time.InstantSource;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * JPush (v3), Getui (v2), APNs (HTTP/2) and FCM (HTTP v1) on the sandbox's port: each lets in who has its keys, shows a
 * repeat once, and does not know devices whose token begins with {@code gone}. Confined to the event loop.
 */
public final class PushSandbox implements Stand {
    private static final long BODY_LIMIT = 16 * 1024;
    private static final long SLOW_MILLIS = 3_000;
    private static final int MOST_CIDS = 1_000;
    private static final int EXPIRED_MILLIS = 3_600_000;

    private final PushKeys keys;
    private final SentMessages sent;
    private final Faults faults;
    private final InstantSource clock;
    private final Set<String> cids = ConcurrentHashMap.newKeySet();
    private final Set<String> tokens = ConcurrentHashMap.newKeySet();

    /** @param clock the providers' own, real time */
    public PushSandbox(PushKeys keys, SentMessages sent, Faults faults, InstantSource clock) {
        this.keys = keys;
        this.sent = sent;
        this.faults = faults;
        this.clock = clock;
    }

    @Override
    public void mount(Vertx vertx, Router router) {
        router.get("/v3/push/cid").handler(this::jpushCids);
        post(router, "/v3/push", context -> jpush(vertx, context));
        post(router, "/v2/:app/auth", this::getuiToken);
        post(router, "/v2/:app/push/single/cid", context -> getui(vertx, context));
        post(router, "/3/device/:token", context -> apns(vertx, context));
        post(router, "/fcm/token", this::fcmToken);
        router.postWithRegex("/v1/projects/[^/]+/messages:send")
                .handler(BodyHandler.create(false).setBodyLimit(BODY_LIMIT))
                .handler(context -> fcm(vertx, context));
    }

    private static void post(Router router, String path, Consumer<RoutingContext> handler) {
        router.post(path)
                .handler(BodyHandler.create(false).setBodyLimit(BODY_LIMIT))
                .handler(handler::accept);
    }

    /** What a provider does with an authentic request, faults included. */
    private void serve(Vertx vertx, String provider, Said said) {
        switch (faults.next(provider)) {
            case NONE -> {
                take(provider, said);
                said.ok().run();
            }
            case ERROR -> answer(said.context(), 500, new JsonObject().put("reason", "InternalServerError"));
            case REFUSE -> said.refuse().run();
            case SILENT -> take(provider, said);
            case SLOW -> {
                take(provider, said);
                vertx.setTimer(SLOW_MILLIS, _ -> said.ok().run());
            }
        }
    }

    /** A message and the provider's words for what can become of it. */
    private record Said(
            RoutingContext context, String to, String key, String title, String text, Runnable ok, Runnable refuse) {}

    private void take(String provider, Said said) {
        sent.addOnce(
                provider + said.key(),
                new SentMessage(
                        "push",
                        said.to(),
                        provider,
                        said.text().intern(),
                        Map.of("title", said.title().intern()),
                        clock.instant()));
    }

    private static void answer(RoutingContext context, int status, JsonObject body) {
        context.response().setStatusCode(status);
        context.json(body);
    }

    private void jpushCids(RoutingContext context) {
        if (!isJpush(context)) {
            return;
        }
        int count = Integer.parseInt(context.queryParams().get("count"));
        var list = new JsonArray();
        for (int i = 0; i < Math.min(count, MOST_CIDS); i++) {
            var cid = "sandbox-" + UUID.randomUUID();
            cids.add(cid);
            list.add(cid);
        }
        answer(context, 200, new JsonObject().put("cidlist", list));
    }

    private boolean isJpush(RoutingContext context) {
        var authentic = keys.basic().equals(context.request().getHeader("authorization"));
        if (!authentic) {
            answer(context, 401, jpushError(1004));
        }
        return authentic;
    }

    private static JsonObject jpushError(int code) {
        return new JsonObject().put("error", new JsonObject().put("code", code).put("message", "refused"));
    }

    private void jpush(Vertx vertx, RoutingContext context) {
        if (!isJpush(context)) {
            return;
        }
        var body = context.body().asJsonObject();
        var to = body.getJsonObject("audience").getJsonArray("registration_id").getString(0);
        var shown = body.getJsonObject("notification").getJsonObject("android");
        var cid = body.getString("cid", "");
        if (!cids.contains(cid)) {
            answer(context, 400, jpushError(1030));
        } else if (to.startsWith("gone")) {
            answer(context, 400, jpushError(1011));
        } else {
            serve(
                    vertx,
                    "jpush",
                    new Said(
                            context,
                            to,
                            cid,
                            shown.getString("title"),
                            shown.getString("alert"),
                            () -> answer(
                                    context,
                                    200,
                                    new JsonObject().put("sendno", "0").put("msg_id", cid)),
                            () -> answer(context, 400, jpushError(1003))));
        }
    }

    private void getuiToken(RoutingContext context) {
        var body = context.body().asJsonObject();
        if (!keys.getuiSign(body.getString("timestamp", "")).equals(body.getString("sign"))) {
            answer(context, 200, new JsonObject().put("code", 10_003).put("msg", "sign error"));
            return;
        }
        var token = UUID.randomUUID().toString();
        tokens.add(token);
        var data =
                new JsonObject().put("token", token).put("expire_time", Long.toString(clock.millis() + EXPIRED_MILLIS));
        answer(
                context,
                200,
                new JsonObject().put("code", 0).put("msg", "success").put("data", data));
    }

    private void getui(Vertx vertx, RoutingContext context) {
        var body = context.body().asJsonObject();
        var to = body.getJsonObject("audience").getJsonArray("cid").getString(0);
        var shown = body.getJsonObject("push_message").getJsonObject("notification");
        if (!tokens.contains(String.valueOf(context.request().getHeader("token")))) {
            answer(context, 200, new JsonObject().put("code", 10_001).put("msg", "token expired"));
        } else if (to.startsWith("gone")) {
            answer(context, 200, new JsonObject().put("code", 20_001).put("msg", "target invalid"));
        } else {
            var task = new JsonObject().put("task-" + UUID.randomUUID(), new JsonObject().put(to, "successed_online"));
            serve(
                    vertx,
                    "getui",
                    new Said(
                            context,
                            to,
                            body.getString("request_id"),
                            shown.getString("title"),
                            shown.getString("body"),
                            () -> answer(
                                    context,
                                    200,
                                    new JsonObject()
                                            .put("code", 0)
                                            .put("msg", "success")
                                            .put("data", task)),
                            () -> answer(
                                    context,
                                    200,
                                    new JsonObject().put("code", 20_000).put("msg", "refused"))));
        }
    }

    private void apns(Vertx vertx, RoutingContext context) {
        var request = context.request();
        var to = context.pathParam("token");
        var alert = context.body().asJsonObject().getJsonObject("aps").getJsonObject("alert");
        if (!keys.isApns(String.valueOf(request.getHeader("authorization")))) {
            answer(context, 403, new JsonObject().put("reason", "InvalidProviderToken"));
        } else if (request.getHeader("apns-topic") == null || request.getHeader("apns-push-type") == null) {
            answer(context, 400, new JsonObject().put("reason", "MissingTopic"));
        } else if (to.startsWith("gone")) {
            answer(context, 410, new JsonObject().put("reason", "Unregistered"));
        } else {
            serve(
                    vertx,
                    "apns",
                    new Said(
                            context,
                            to,
                            request.getHeader("apns-collapse-id"),
                            alert.getString("title"),
                            alert.getString("body"),
                            () -> context.response()
                                    .putHeader("apns-id", request.getHeader("apns-id"))
                                    .end(),
                            () -> answer(context, 400, new JsonObject().put("reason", "PayloadEmpty"))));
        }
    }

    private void fcmToken(RoutingContext context) {
        if (!keys.isFcm(String.valueOf(context.request().getFormAttribute("assertion")))) {
            answer(context, 400, new JsonObject().put("error", "invalid_grant"));
            return;
        }
        var token = UUID.randomUUID().toString();
        tokens.add(token);
        answer(context, 200, new JsonObject().put("access_token", token).put("expires_in", 3_600));
    }

    private void fcm(Vertx vertx, RoutingContext context) {
        var message = context.body().asJsonObject().getJsonObject("message");
        var shown = message.getJsonObject("notification");
        var to = message.getString("token");
        var bearer = String.valueOf(context.request().getHeader("authorization"));
        if (!tokens.contains(bearer.replaceFirst("^Bearer ", ""))) {
            answer(context, 401, new JsonObject().put("error", new JsonObject().put("status", "UNAUTHENTICATED")));
        } else if (to.startsWith("gone")) {
            answer(context, 404, new JsonObject().put("error", new JsonObject().put("status", "NOT_FOUND")));
        } else {
            serve(
                    vertx,
                    "fcm",
                    new Said(
                            context,
                            to,
                            message.getJsonObject("android")
                                    .getJsonObject("notification")
                                    .getString("tag"),
                            shown.getString("title"),
                            shown.getString("body"),
                            () -> answer(context, 200, new JsonObject().put("name", "projects/sandbox/messages/1")),
                            () -> answer(
                                    context,
                                    400,
                                    new JsonObject()
                                            .put("error", new JsonObject().put("status", "INVALID_ARGUMENT")))));
        }
    }
}
