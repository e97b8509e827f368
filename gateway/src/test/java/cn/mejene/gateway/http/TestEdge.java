package cn.mejene.gateway.http;

import cn.mejene.gateway.contract.Contract;
import cn.mejene.gateway.contract.Operation;
import cn.mejene.kernel.Problem;
import cn.mejene.kernel.call.Answer;
import cn.mejene.kernel.call.Bus;
import cn.mejene.kernel.call.Call;
import cn.mejene.kernel.call.DownloadTicket;
import cn.mejene.kernel.call.Principal;
import cn.mejene.kernel.call.Refusal;
import cn.mejene.kernel.call.Reply;
import cn.mejene.kernel.call.ReplyCodec;
import cn.mejene.kernel.config.Yaml;
import cn.mejene.kernel.privacy.Access;
import cn.mejene.kernel.stream.BlobReference;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.http.HttpServer;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** A public listener on a free port with a contract of its own, modules on the bus, tokens that name their holders. */
final class TestEdge implements AutoCloseable, Authenticator, BodyStreams {
    private static final String FRAGMENT = "openapi/thing.yaml";
    private static final Set<String> SERVED = Set.of(
            "thing.read", "thing.drop", "thing.current", "thing.create", "thing.send", "thing.fetch", "thing.add");

    final Vertx vertx = Vertx.vertx();
    final List<Call> calls = new CopyOnWriteArrayList<>();
    /** What the router was given, valid or not. */
    final List<String> seen = new CopyOnWriteArrayList<>();

    /** Whose opt-out signals were to be kept, in order. */
    final List<String> signals = new CopyOnWriteArrayList<>();

    /** The version published last that somebody has not agreed to, by member. */
    final Map<String, String> unaccepted = new ConcurrentHashMap<>();

    /** What was refused by role and had to be logged first; whether the log takes it. */
    final List<Call> refusals = new CopyOnWriteArrayList<>();

    final AtomicBoolean logged = new AtomicBoolean(true);

    final List<String> spent = new CopyOnWriteArrayList<>();
    private final HttpServer server;

    /** Takes the settings beside the port and the deadline, as a mapping in YAML. */
    TestEdge(String yaml) {
        this(yaml, Optional.empty());
    }

    /** An edge that counts together with others. */
    TestEdge(String yaml, Optional<SharedBuckets> cluster) {
        var config = config(yaml);
        var bus = new Bus(vertx);
        var contract = Contract.load(vertx, Map.of(FRAGMENT, fragment()), SERVED, Set.of());
        var options = new DeliveryOptions().setCodecName(ReplyCodec.NAME);
        SERVED.forEach(id ->
                vertx.eventBus().<Call>localConsumer(id, message -> message.reply(serve(message.body()), options)));
        vertx.eventBus()
                .<Call>localConsumer("consent.note-opt-out", message -> message.reply(noted(message.body()), options));
        vertx.eventBus().<Call>localConsumer("audit.note-refusal", message -> {
            refusals.add(message.body());
            message.reply(logged.get() ? Answer.noContent() : new Refusal(Problem.unavailable("No log.")), options);
        });
        vertx.eventBus().<Call>localConsumer("consent.newest-policy", message -> message.reply(version("v2"), options));
        vertx.eventBus()
                .<Call>localConsumer(
                        "consent.policy-update",
                        message -> message.reply(
                                version(unaccepted.get(
                                        message.body().principal().id())),
                                options));
        var admission = new Admission(this, new RateLimits(vertx, config.limits(), cluster));
        var edge = new HttpEdge(vertx, config, contract, bus, admission, this);
        var router = edge.router();
        router.route().order(Integer.MIN_VALUE).handler(context -> {
            seen.add(context.request().method() + " " + context.request().path());
            context.next();
        });
        this.server = edge.server(router).listen().await();
    }

    /** An edge whose limits no test reaches. */
    static TestEdge unlimited() {
        return new TestEdge(
                "{limits: {anonymous: {requests: 100000, per: PT1M}, " + "member: {requests: 100000, per: PT1M}}}");
    }

    private static HttpConfig config(String yaml) {
        return Yaml.bind(
                "test", Yaml.tree("test", yaml.replaceFirst("\\{", "{port: 0, deadline: PT2S, ")), HttpConfig.class);
    }

    private static String fragment() {
        try (var in = TestEdge.class.getResourceAsStream("/http/thing.yaml")) {
            return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Reply noted(Call call) {
        signals.add(call.principal().id() + " " + call.body(Noted.class).signal());
        return Answer.noContent();
    }

    private record Noted(String signal) {}

    private static Reply version(@Nullable String version) {
        return Answer.ok(version == null ? Map.of() : Map.of("version", version));
    }

    private Reply serve(Call call) {
        calls.add(call);
        try {
            return module(call);
        } catch (Problem problem) {
            return new Refusal(problem);
        }
    }

    private static Reply module(Call call) {
        return switch (call.operation()) {
            case "thing.read" -> thing(call.path("id"));
            case "thing.fetch" -> ticket();
            default -> Answer.ok(Map.of("operation", call.operation()));
        };
    }

    private static Reply thing(String id) {
        if (id.equals("missing")) {
            throw Problem.notFound("thing").with("hint", "look elsewhere");
        }
        return Answer.ok(Map.of("id", id)).header("ETag", "\"v1\"");
    }

    private static DownloadTicket ticket() {
        var reader = Principal.member("mem_1", null);
        return new DownloadTicket(
                new BlobReference("b", "k", "mem_1", ""),
                Access.own(reader, Access.Action.READ, Access.Resource.of("record"), "t"),
                7,
                "00",
                "model/stl",
                "rec_1.stl");
    }

    int port() {
        return server.actualPort();
    }

    /** The token is the holder's role, and after a colon the operation of a step-up. */
    @Override
    public Future<Authenticated> authenticate(String bearerToken) {
        var parts = bearerToken.split(":", -1);
        if (parts[0].equals("bad")) {
            return Future.failedFuture(Problem.unauthorized("token-invalid", "The token is not valid."));
        }
        if (parts[0].equals("bug")) {
            return Future.failedFuture(new IllegalStateException("secret-words"));
        }
        var principal = new Principal(parts[0] + "-1", Set.of(parts[0]), "ses_1", null, null, null);
        var who = new Authenticated(principal, parts.length > 1 ? parts[1] : null, bearerToken);
        // Never at once: the body must survive the wait.
        return vertx.timer(20).map(who);
    }

    @Override
    public Future<Void> spendStepUp(Authenticated who) {
        var token = Objects.requireNonNull(who.tokenId());
        if (spent.contains(token)) {
            return Future.failedFuture(Problem.of(403, "step-up-required", "The token was used before."));
        }
        spent.add(token);
        return Future.succeededFuture();
    }

    @Override
    public void upload(RoutingContext context, Operation operation, Call call) {
        calls.add(call);
        var request = context.request();
        var size = new long[1];
        request.handler(chunk -> size[0] += chunk.length());
        request.endHandler(end -> new Answers(vertx).write(context, Answer.created(Map.of("size", size[0]))));
        vertx.setTimer(50, later -> RequestFlow.resume(request));
    }

    @Override
    public void download(RoutingContext context, Operation operation, Call call, DownloadTicket ticket) {
        context.response().putHeader("Content-Type", ticket.mediaType()).end(Buffer.buffer("content"));
    }

    /**
     * Sends bytes as they are and reads what comes until the server closes, or a second passes without a byte after the
     * first.
     */
    String raw(String request) throws IOException {
        try (var socket = new Socket("127.0.0.1", port())) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            socket.getOutputStream().flush();
            return read(socket);
        }
    }

    private static String read(Socket socket) throws IOException {
        var bytes = new ArrayList<Byte>();
        try {
            for (int b = socket.getInputStream().read();
                    b >= 0;
                    b = socket.getInputStream().read()) {
                bytes.add((byte) b);
                socket.setSoTimeout(1_000);
            }
        } catch (java.net.SocketTimeoutException e) {
            // The connection is kept alive: what has come is all there is.
        }
        var all = new byte[bytes.size()];
        for (int i = 0; i < all.length; i++) {
            all[i] = bytes.get(i);
        }
        return new String(all, StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        server.close().await();
        vertx.close().await();
    }
}
