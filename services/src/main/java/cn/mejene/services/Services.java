package cn.mejene.services;

import cn.mejene.services.host.ChildProcess;
import cn.mejene.services.host.DataFolder;
import cn.mejene.services.host.Ports;
import cn.mejene.services.host.Secrets;
import cn.mejene.services.sandbox.Sandbox;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * PostgreSQL, Kafka and the sandbox, started side by side and stopped in reverse. Start once, close once; safe to close
 * from another thread, also while starting.
 */
public final class Services implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Services.class);
    private static final int POSTGRES = 15432;
    private static final int KAFKA = 19092;
    private static final int CONTROLLER = 19093;
    private static final int SANDBOX = 18090;
    private static final int PORT_ATTEMPTS = 4;

    private final DataFolder folder;
    private final Secrets secrets;
    private final CompletableFuture<ChildProcess> postgresEnded = new CompletableFuture<>();
    private final Deque<AutoCloseable> running = new ArrayDeque<>();
    private volatile boolean closed;

    public Services(DataFolder folder) {
        this.folder = folder;
        this.secrets = new Secrets(folder);
    }

    /**
     * Starts everything and publishes the ports.
     *
     * @throws IOException when one of the services does not start
     */
    public ServicePorts start() throws IOException {
        try (var threads = Executors.newFixedThreadPool(3)) {
            var postgres = threads.submit(() -> timed("postgres", this::startPostgres));
            var kafka = threads.submit(() -> timed("kafka", this::startKafka));
            var sandbox = threads.submit(() -> timed("sandbox", this::startSandbox));
            var ports = new ServicePorts(get(postgres), get(kafka), get(sandbox));
            ports.publish(folder);
            return ports;
        }
    }

    /** Completes when PostgreSQL has ended, wanted or not. */
    CompletableFuture<ChildProcess> postgresEnded() {
        return postgresEnded;
    }

    /** Whether it was told to stop, so that what ends now ends as it should. */
    boolean isClosing() {
        return closed;
    }

    @Override
    public synchronized void close() {
        closed = true;
        while (!running.isEmpty()) {
            close(running.pop());
        }
    }

    private int startPostgres() throws Exception {
        var server = onFreePort(POSTGRES, port -> PostgresServer.start(folder, secrets, port));
        keep(server);
        server.process().ended().thenAccept(postgresEnded::complete);
        new PostgresRoles(secrets, server.port()).ensure();
        return server.port();
    }

    private int startKafka() throws Exception {
        var broker =
                onFreePort(KAFKA, port -> KafkaBroker.start(folder, port, Ports.prefer(port == KAFKA ? CONTROLLER : 0)));
        keep(broker);
        return broker.port();
    }

    private int startSandbox() throws Exception {
        var secret = secrets.read("aliyun-sms.secret");
        var sandbox = onFreePort(SANDBOX, port -> Sandbox.start(port, secret));
        keep(sandbox);
        return sandbox.port();
    }

    /** Starts a service on the preferred port or another one, and again when somebody else was quicker to take it. */
    private static <T> T onFreePort(int preferred, PortStart<T> start) throws Exception {
        for (int attempt = 1; ; attempt++) {
            int port = Ports.prefer(attempt == 1 ? preferred : 0);
            try {
                return start.on(port);
            } catch (IOException | RuntimeException failure) {
                if (attempt == PORT_ATTEMPTS || Ports.isFree(port)) {
                    throw failure;
                }
                LOG.atInfo().addKeyValue("port", port).log("port was taken meanwhile, choosing another");
            }
        }
    }

    /** Starts a service that is to listen on a port. */
    @FunctionalInterface
    private interface PortStart<T> {
        T on(int port) throws Exception;
    }

    private synchronized void keep(AutoCloseable service) throws IOException {
        if (closed) {
            close(service);
            throw new IOException("stopped while starting");
        }
        running.push(service);
    }

    private static void close(AutoCloseable service) {
        try {
            service.close();
        } catch (Exception failure) {
            LOG.atError().setCause(failure).log("a service did not stop cleanly");
        }
    }

    private static int timed(String service, Callable<Integer> start) throws Exception {
        var begin = System.nanoTime();
        var port = start.call();
        LOG.atInfo()
                .addKeyValue("service", service)
                .addKeyValue("port", port)
                .addKeyValue("millis", (System.nanoTime() - begin) / 1_000_000)
                .log("service started");
        return port;
    }

    private static int get(Future<Integer> started) throws IOException {
        try {
            return started.get();
        } catch (ExecutionException failure) {
            throw new IOException("a service did not start", failure.getCause());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while starting", interrupted);
        }
    }
}
