package cn.mejene.gateway;

import cn.mejene.gateway.contract.Contract;
import cn.mejene.gateway.dev.DevEndpoints;
import cn.mejene.gateway.http.Admission;
import cn.mejene.gateway.http.HttpEdge;
import cn.mejene.gateway.http.RateLimits;
import cn.mejene.gateway.http.SharedBuckets;
import cn.mejene.gateway.management.Management;
import cn.mejene.gateway.management.Readiness;
import cn.mejene.gateway.stream.SealedBodyStreams;
import cn.mejene.gateway.token.TokenAuthenticator;
import cn.mejene.kernel.call.Sessions;
import cn.mejene.kernel.cluster.Cluster;
import cn.mejene.kernel.config.Configuration;
import cn.mejene.kernel.node.Kernel;
import cn.mejene.vault.seal.CryptoWarmUp;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.http.HttpServer;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A running node: modules, public listener, management listener. Booted and stopped once, on threads that may block.
 * It serves nothing before everything is there, and is ready for nothing as soon as it is asked to stop.
 */
final class Node {
    private static final Logger LOG = LoggerFactory.getLogger(Node.class);
    private static final Duration WARM_UP = Duration.ofSeconds(2);

    private final Settings settings;
    private final Kernel kernel;
    private final Optional<PublicListener> edge;
    private final Readiness readiness;
    private final Management management;
    private boolean stopped;

    private Node(
            Settings settings,
            Kernel kernel,
            Optional<PublicListener> edge,
            Readiness readiness,
            Management management) {
        this.settings = settings;
        this.kernel = kernel;
        this.edge = edge;
        this.readiness = readiness;
        this.management = management;
    }

    /** @throws cn.mejene.kernel.config.ConfigException when configuration, contract or keys cannot be used */
    static Node boot(Configuration configuration, Settings settings) {
        new FastCrypto().install();
        var warm = CompletableFuture.runAsync(() -> new CryptoWarmUp().run(WARM_UP), Thread.ofPlatform()::start);
        var metrics = new NodeMetrics();
        var cluster = metrics.observe(Cluster.join(settings.cluster(), metrics.options(), metrics::into));
        try {
            var kernel = Kernel.boot(cluster.vertx(), configuration, metrics.registry());
            warm.join();
            var edge = settings.listener().map(listener -> listen(kernel, cluster, settings, listener));
            return serve(settings, kernel, edge, metrics);
        } catch (Exception | Error failure) {
            // Other threads of a cluster would keep the process.
            cluster.vertx().close();
            throw failure;
        }
    }

    private static Node serve(Settings settings, Kernel kernel, Optional<PublicListener> edge, NodeMetrics metrics) {
        var readiness = Readiness.of(kernel.context());
        var management = new Management(kernel.context().vertx(), readiness, metrics.registry())
                .listen(settings.management(), edge.map(PublicListener::port).orElse(0))
                .await();
        LOG.atInfo()
                .addKeyValue("port", edge.map(PublicListener::port).orElse(0))
                .addKeyValue("management", management.port())
                .log("node ready");
        return new Node(settings, kernel, edge, readiness, management);
    }

    private static PublicListener listen(
            Kernel kernel, Cluster cluster, Settings settings, Settings.Listener listener) {
        var context = kernel.context();
        var vertx = context.vertx();
        var contract =
                Contract.load(vertx, kernel.contractFragments(), kernel.servedOperations(), kernel.modulesElsewhere());
        var tokens = TokenAuthenticator.open(vertx, listener.tokens(), context.port(Sessions.class), context.clock())
                .await();
        var streams = SealedBodyStreams.of(kernel, listener.http(), listener.streams());
        var limits = new RateLimits(vertx, listener.http().limits(), sharedBuckets(cluster, context.metrics()));
        var admission = new Admission(tokens, limits);
        var edge = new HttpEdge(vertx, listener.http(), contract, context.bus(), admission, streams);
        return PublicListener.open(
                        vertx, Runtime.getRuntime().availableProcessors(), () -> server(edge, kernel, settings))
                .await();
    }

    private static Optional<SharedBuckets> sharedBuckets(Cluster cluster, MeterRegistry metrics) {
        var secret = cluster.keys().map(keys -> keys.derive("rate-limits"));
        return cluster.hazelcast().map(member -> SharedBuckets.open(member, secret.orElseThrow(), metrics));
    }

    private static HttpServer server(HttpEdge http, Kernel kernel, Settings settings) {
        var router = http.router();
        settings.dev()
                .filter(_ -> kernel.context().development())
                .map(dev -> new DevEndpoints(
                        kernel.context().vertx(),
                        dev,
                        kernel.developmentClock(),
                        kernel.context().bus()))
                .ifPresent(dev -> dev.mount(router));
        return http.server(router);
    }

    Duration drainTime() {
        return settings.listener().map(listener -> listener.http().drain()).orElse(Duration.ZERO);
    }

    /**
     * Stops: not ready, no new connections, calls and streams under way until {@code drain}, then the modules. Whoever
     * asks again waits for the same end.
     */
    synchronized void stop(Duration drain) {
        if (stopped) {
            return;
        }
        stopped = true;
        LOG.atInfo().addKeyValue("drain", drain).log("node stops");
        readiness.drain();
        edge.ifPresent(listener -> listener.drain(drain).await());
        kernel.close();
        management.close().await();
        kernel.context().vertx().close().await();
        LOG.atInfo().log("node stopped");
    }
}
