package cn.mejene.gateway.http;

import cn.mejene.gateway.contract.Contract;
import cn.mejene.kernel.Problem;
import cn.mejene.kernel.call.Bus;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.netty.handler.timeout.ReadTimeoutException;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.JdkSSLEngineOptions;
import io.vertx.core.net.SSLEngineOptions;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The public listener: options, router, server. One per node; each event loop takes a router and a server of its own,
 * while limits are shared.
 */
public final class HttpEdge {
    private static final int CHUNK = 64 << 10;
    private static final int[] ROUTER_ERRORS = {400, 404, 405, 406, 413, 414, 415, 431, 500, 501, 503};

    private final Vertx vertx;
    private final Bus bus;
    private final Edge edge;
    private final Contract contract;
    private final ContractRouter routes;
    private final SSLEngineOptions engine;

    public HttpEdge(
            Vertx vertx, HttpConfig config, Contract contract, Bus bus, Admission admission, BodyStreams streams) {
        this.vertx = vertx;
        this.engine = config.certificate().map(_ -> Tls.engine()).orElseGet(JdkSSLEngineOptions::new);
        this.bus = bus;
        this.contract = contract;
        this.edge = new Edge(
                config,
                admission,
                new ClientAddresses(config.trustedProxies()),
                new Bodies(vertx, config.bodyLimit()),
                new Answers(vertx),
                new Problems(vertx));
        this.routes = new ContractRouter(contract, edge, new Pages(contract), bus, streams);
    }

    /** A router with the contract's routes; more may be added to it, failures of theirs become problems too. */
    public Router router() {
        var router = Router.router(vertx);
        router.route().handler(this::begin);
        new ResumableEdge(edge).mount(router, contract);
        routes.mount(router);
        for (int status : ROUTER_ERRORS) {
            router.errorHandler(status, this::refuse);
        }
        return router;
    }

    /** A server of the calling event loop; listen with {@code server.listen()}. */
    public HttpServer server(Router router) {
        return vertx.createHttpServer(options())
                .connectionHandler(this::watch)
                .requestHandler(router)
                .invalidRequestHandler(this::refuseInvalid);
    }

    /** The server's options, from the configuration. */
    public HttpServerOptions options() {
        var config = edge.config();
        var options = new HttpServerOptions()
                .setHost(config.host())
                .setPort(config.port())
                .setMaxChunkSize(CHUNK)
                .setMaxHeaderSize(config.headerLimit())
                .setMaxInitialLineLength(config.lineLimit())
                .setIdleTimeout((int) config.idleTimeout().toSeconds())
                .setIdleTimeoutUnit(TimeUnit.SECONDS)
                .setHandle100ContinueAutomatically(false)
                .setHttp2ClearTextEnabled(true)
                .setCompressionSupported(false)
                .setDecompressionSupported(false);
        config.certificate().ifPresent(certificate -> Tls.secure(options, certificate, engine));
        return options;
    }

    private void watch(HttpConnection accepted) {
        RequestFlow.bound(accepted);
        SlowHeads.watch(accepted, edge.config().headTimeout());
        MalformedHttp.watch(accepted);
        OneReading.watch(accepted);
        BodyTap.install(accepted);
    }

    private void begin(RoutingContext context) {
        var request = context.request();
        RequestFailure.watch(context);
        EdgeHeaders.begin(request);
        bus.requireAwake();
        if (request.version() == HttpVersion.HTTP_1_1
                && request.headers().getAll(HttpHeaders.HOST).size() != 1) {
            edge.problems().write(context, HttpProblems.of(400));
            return;
        }
        context.next();
    }

    private void refuse(RoutingContext context) {
        var failure = context.failure();
        boolean refusedByRouter = !(failure instanceof Problem) && context.statusCode() < 500;
        edge.problems().write(context, refusedByRouter ? HttpProblems.of(context.statusCode()) : unknown(failure));
    }

    private static Throwable unknown(@Nullable Throwable failure) {
        return failure == null ? new IllegalStateException("failed without a cause") : failure;
    }

    /** What Netty could not decode; nothing after it on the connection can be trusted. */
    private void refuseInvalid(HttpServerRequest request) {
        var cause = request.decoderResult().cause();
        int status =
                switch (cause) {
                    case TooLongHttpLineException _ -> 414;
                    case TooLongHttpHeaderException _ -> 431;
                    case ReadTimeoutException _ -> 408;
                    case null, default -> 400;
                };
        var connection = request.connection();
        request.response()
                .putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE)
                .bodyEndHandler(sent -> connection.close());
        edge.problems().write(request, HttpProblems.of(status));
    }
}
