package cn.mejene.gateway;

import cn.mejene.gateway.contract.Contract;
import cn.mejene.gateway.dev.DevEndpoints;
import cn.mejene.gateway.http.HttpEdge;
import cn.mejene.gateway.management.Management;
import cn.mejene.gateway.management.Readiness;
import cn.mejene.gateway.stream.SealedBodyStreams;
import cn.mejene.gateway.token.TokenAuthenticator;
import cn.mejene.kernel.call.Sessions;
import cn.mejene.kernel.config.Configuration;
import cn.mejene.kernel.node.Kernel;
import cn.mejene.vault.seal.CryptoWarmUp;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpServer;
import io.vertx.micrometer.MicrometerMetricsFactory;
import io.vertx.micrometer.MicrometerMetricsOptions;
import java.time.Duration;
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
    private final PublicListener edge;
    private final Readiness readiness;
    private final Management management;
    private boolean stopped;

    private Node(Settings settings, Kernel kernel, PublicListener edge, Readiness readiness, Management management) {
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
        var metrics = metrics();
        var vertx = vertx(metrics);
        var kernel = Kernel.boot(vertx, configuration, metrics);
        var context = kernel.context();
        var contract = Contract.load(vertx, kernel.contractFragments(), kernel.servedOperations());
        var tokens = TokenAuthenticator.open(vertx, settings.tokens(), context.port(Sessions.class), context.clock())
                .await();
        var streams = SealedBodyStreams.of(kernel, settings.http(), settings.streams());
        warm.join();
        var http = new HttpEdge(vertx, settings.http(), contract, context.bus(), tokens, streams);
        var edge = PublicListener.open(
                        vertx, Runtime.getRuntime().availableProcessors(), () -> server(http, kernel, settings))
                .await();
        var readiness = Readiness.of(context);
        var management = new Management(vertx, readiness, metrics)
                .listen(settings.management(), edge.port())
                .await();
        LOG.atInfo()
                .addKeyValue("port", edge.port())
                .addKeyValue("management", management.port())
                .log("node ready");
        return new Node(settings, kernel, edge, readiness, management);
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

    private static PrometheusMeterRegistry metrics() {
        var metrics = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        new JvmMemoryMetrics().bindTo(metrics);
        new JvmThreadMetrics().bindTo(metrics);
        new ProcessorMetrics().bindTo(metrics);
        var collections = new JvmGcMetrics();
        collections.bindTo(metrics);
        return metrics;
    }

    private static Vertx vertx(PrometheusMeterRegistry metrics) {
        var options = new VertxOptions()
                .setPreferNativeTransport(true)
                .setMetricsOptions(new MicrometerMetricsOptions().setEnabled(true));
        return Vertx.builder()
                .with(options)
                .withMetrics(new MicrometerMetricsFactory(metrics))
                .build();
    }

    Duration drainTime() {
        return settings.http().drain();
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
        edge.drain(drain).await();
        kernel.close();
        management.close().await();
        readiness.close();
        kernel.context().vertx().close().await();
        LOG.atInfo().log("node stopped");
    }
}
