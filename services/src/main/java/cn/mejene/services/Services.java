package cn.mejene.services;

import cn.mejene.services.host.DataFolder;
import cn.mejene.services.host.Ports;
import cn.mejene.services.host.Secrets;
import cn.mejene.services.sandbox.BrokerStand;
import cn.mejene.services.sandbox.Faults;
import cn.mejene.services.sandbox.KuaidiSandbox;
import cn.mejene.services.sandbox.Payloads;
import cn.mejene.services.sandbox.Sandbox;
import cn.mejene.services.sandbox.SentMessages;
import cn.mejene.services.sandbox.SfSandbox;
import cn.mejene.services.sandbox.message.MailSandbox;
import cn.mejene.services.sandbox.message.PushKeys;
import cn.mejene.services.sandbox.message.PushSandbox;
import cn.mejene.services.sandbox.message.TencentSandbox;
import cn.mejene.services.sandbox.payment.PaymentKeys;
import cn.mejene.services.sandbox.payment.PaymentSandbox;
import cn.mejene.services.sandbox.stamp.StampKeys;
import cn.mejene.services.sandbox.stamp.StampSandbox;
import cn.mejene.services.sandbox.wechat.WechatSandbox;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
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
    private static final int MAIL = 18025;
    private static final int CLAIM = 15431;

    private final DataFolder folder;
    private final Secrets secrets;
    private final SentMessages sent = new SentMessages();
    private final Faults faults = new Faults();
    private final Deque<AutoCloseable> running = new ArrayDeque<>();
    private volatile boolean closed;
    private volatile boolean usualPorts;
    private volatile @Nullable StandingPostgres database;
    private volatile @Nullable KafkaBroker kafka;

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
        usualPorts = claimUsualPorts();
        try (var threads = Executors.newFixedThreadPool(4)) {
            var postgres = threads.submit(() -> timed("postgres", this::startPostgres));
            var kafka = threads.submit(() -> timed("kafka", this::startKafka));
            var sandbox = threads.submit(() -> timed("sandbox", this::startSandbox));
            var mail = threads.submit(() -> timed("mail", this::startMail));
            var ports = new ServicePorts(get(postgres), get(kafka), get(sandbox), get(mail));
            ports.publish(folder);
            return ports;
        }
    }

    /**
     * Keeps PostgreSQL standing until everything is closed; only after {@link #start}.
     *
     * @throws InterruptedException when the thread is to end
     */
    void stay() throws InterruptedException {
        Objects.requireNonNull(database, "not started").stay();
    }

    @Override
    public synchronized void close() {
        closed = true;
        while (!running.isEmpty()) {
            close(running.pop());
        }
    }

    private int startPostgres() throws IOException {
        var server = StandingPostgres.start(folder, secrets, port(POSTGRES));
        keep(server);
        database = server;
        new PostgresRoles(secrets, server.port()).ensure();
        return server.port();
    }

    private int startKafka() throws IOException {
        var broker = KafkaBroker.start(folder, port(KAFKA), port(CONTROLLER));
        keep(broker);
        kafka = broker;
        return broker.port();
    }

    private int startSandbox() throws IOException {
        // No stand of the sandbox knows it: it is the last part of an address of ours.
        secrets.readToken("sf-callback.secret");
        var sandbox = Sandbox.start(
                port(SANDBOX),
                secrets.read("aliyun-sms.secret"),
                sent,
                faults,
                new TencentSandbox(secrets.read("tencent-sms.secret"), sent, faults),
                new PushSandbox(PushKeys.ensure(folder, secrets), sent, faults, InstantSource.system()),
                new PaymentSandbox(folder, PaymentKeys.ensure(folder)),
                new StampSandbox(StampKeys.ensure(folder.secrets(), InstantSource.system()), InstantSource.system()),
                new SfSandbox(secrets.read("sf-check-word.secret"), faults),
                new BrokerStand(
                        () -> Objects.requireNonNull(kafka, "not started").restart()),
                new KuaidiSandbox(secrets.read("kuaidi100.secret"), faults),
                new WechatSandbox(secrets.read("wechat-mini-program.secret"), secrets.read("wechat-app.secret")));
        keep(sandbox);
        return sandbox.port();
    }

    /** What the sandbox's third parties were told. */
    public Payloads payloads() {
        return sent.payloads();
    }

    private int startMail() throws IOException {
        var server = MailSandbox.start(port(MAIL), secrets.read("smtp.secret"), sent, faults);
        keep(server);
        return server.port();
    }

    /** The usual port, if this is the installation that may use the usual ones and it is free; else any free one. */
    private int port(int usual) throws IOException {
        return Ports.prefer(usualPorts ? usual : 0);
    }

    /**
     * Of several installations on one machine, one has the usual ports: the one that holds this port while it runs. So
     * two that start at the same moment cannot both find a port free and then fail to bind it.
     */
    private boolean claimUsualPorts() throws IOException {
        var claim = new ServerSocket();
        try {
            claim.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), CLAIM), 1);
            keep(claim);
            return true;
        } catch (BindException taken) {
            claim.close();
            return false;
        }
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
