package cn.mejene.services.sandbox;

import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpServer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import java.io.IOException;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The sandbox providers on one HTTP port of the loopback address: {@code POST /} is the SMS provider,
 * {@code GET /sandbox/messages?to=} shows what it would have sent; further providers are mounted beside it. It runs on
 * one event loop of its own and writes no message to disk.
 */
public final class Sandbox implements AutoCloseable {
    private static final String ACCESS_KEY_ID = "sandbox";
    private static final long BODY_LIMIT = 64 * 1024;
    private static final long PATIENCE_SECONDS = 20;
    private static final long SLOW_MILLIS = 3_000;

    private final Vertx vertx;
    private final HttpServer server;

    private Sandbox(Vertx vertx, HttpServer server) {
        this.vertx = vertx;
        this.server = server;
    }

    /**
     * Listens on the port.
     *
     * @param secret of the access key {@code sandbox}
     * @param sent where what would have left is kept
     * @param faults what tests ask of the providers of messages
     * @param stands further providers
     * @throws IOException when the port is taken
     */
    public static Sandbox start(int port, String secret, SentMessages sent, Faults faults, Stand... stands)
            throws IOException {
        var vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
        var router = new Routes(vertx, secret, sent, faults).router();
        for (var stand : stands) {
            stand.mount(vertx, router);
        }
        var listening = vertx.createHttpServer().requestHandler(router).listen(port, "127.0.0.1");
        try {
            return new Sandbox(
                    vertx, listening.toCompletionStage().toCompletableFuture().get(PATIENCE_SECONDS, TimeUnit.SECONDS));
        } catch (ExecutionException | TimeoutException failure) {
            vertx.close();
            throw new IOException("the sandbox can't listen on port " + port, failure);
        } catch (InterruptedException interrupted) {
            vertx.close();
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", interrupted);
        }
    }

    public int port() {
        return server.actualPort();
    }

    @Override
    public void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    /** The HTTP side. Confined to the event loop. */
    private static final class Routes {
        private final Vertx vertx;
        private final SentMessages sent;
        private final Faults faults;
        private final SendSms sendSms;
        private final SmsGate gate;

        Routes(Vertx vertx, String secret, SentMessages sent, Faults faults) {
            this.vertx = vertx;
            this.sent = sent;
            this.faults = faults;
            this.sendSms = new SendSms(sent);
            this.gate = new SmsGate(new Acs3Signature(ACCESS_KEY_ID, secret));
        }

        Router router() {
            var router = Router.router(vertx);
            router.routeWithRegex("/(?!sandbox/).*")
                    .handler(BodyHandler.create(false).setBodyLimit(BODY_LIMIT))
                    .handler(context -> {
                        sent.payloads().add(Payload.of(context));
                        context.next();
                    });
            router.get("/sandbox/payloads")
                    .handler(context -> context.json(sent.payloads().shown()));
            router.post("/")
                    .handler(BodyHandler.create(false).setBodyLimit(BODY_LIMIT))
                    .handler(this::send);
            router.get("/sandbox/messages").handler(this::messages);
            router.get("/sandbox/messages/counts").handler(this::counts);
            router.post("/sandbox/messages/faults")
                    .handler(BodyHandler.create(false).setBodyLimit(BODY_LIMIT))
                    .handler(this::want);
            return router;
        }

        private void send(RoutingContext context) {
            if (context.request().headers().contains("x-tc-action")) {
                // Another provider's, at the same address.
                context.next();
                return;
            }
            var request = signed(context);
            var refusal = gate.refuse(request);
            if (refusal.isPresent()) {
                answer(context, 400, refusal.get());
                return;
            }
            var at = SmsGate.date(request).orElseThrow();
            switch (faults.next("aliyun")) {
                case ERROR -> answer(context, 500, "InternalError");
                case REFUSE -> answer(context, 200, "isv.BUSINESS_LIMIT_CONTROL");
                case SILENT -> sendSms.send(parameters(context), at);
                case SLOW -> {
                    var code = sendSms.send(parameters(context), at);
                    vertx.setTimer(SLOW_MILLIS, _ -> answer(context, 200, code));
                }
                case NONE -> answer(context, 200, sendSms.send(parameters(context), at));
            }
        }

        private void want(RoutingContext context) {
            var body = context.body().asJsonObject();
            faults.want(
                    body.getString("provider"),
                    Faults.Fault.valueOf(body.getString("fault").toUpperCase(Locale.ROOT)),
                    body.getInteger("times", 1));
            context.response().setStatusCode(204).end();
        }

        private void counts(RoutingContext context) {
            var counts = sent.counts();
            context.json(new JsonObject()
                    .put("arrived", counts.arrived())
                    .put("push", counts.pushed())
                    .put("repeated", counts.repeated()));
        }

        private void messages(RoutingContext context) {
            var items = new JsonArray();
            sent.to(context.queryParams().contains("to") ? context.queryParams().get("to") : "")
                    .forEach(message -> items.add(message.toJson()));
            context.json(new JsonObject().put("items", items));
        }

        private static void answer(RoutingContext context, int status, String code) {
            var body = new JsonObject()
                    .put("Code", code)
                    .put("Message", code)
                    .put("RequestId", UUID.randomUUID().toString().toUpperCase(Locale.ROOT));
            if (code.equals("OK")) {
                body.put("BizId", UUID.randomUUID().toString().replace("-", ""));
            }
            context.response().setStatusCode(status);
            context.json(body);
        }

        private static SignedRequest signed(RoutingContext context) {
            var request = context.request();
            var headers = new HashMap<>(map(request.headers()));
            // HTTP/2 carries the host as the authority.
            headers.putIfAbsent("host", String.valueOf(request.authority()));
            var body = context.body().buffer();
            return new SignedRequest(
                    request.method().name(),
                    request.path(),
                    map(context.queryParams()),
                    headers,
                    body == null ? new byte[0] : body.getBytes());
        }

        /** Parameters may come in the address or as a form; the form wins. */
        private static Map<String, String> parameters(RoutingContext context) {
            var parameters = new HashMap<>(map(context.queryParams()));
            parameters.putAll(map(context.request().formAttributes()));
            return parameters;
        }

        private static Map<String, String> map(MultiMap values) {
            var map = new HashMap<String, String>();
            values.forEach(entry -> map.put(entry.getKey(), entry.getValue()));
            return map;
        }
    }
}
