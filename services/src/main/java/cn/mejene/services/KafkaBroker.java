package cn.mejene.services;

import cn.mejene.services.host.DataFolder;
import cn.mejene.services.host.FileTree;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Map;
import java.util.Properties;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;

/**
 * One Kafka broker that is also its own controller, in this JVM. Acknowledged records survive the death of the process;
 * the ports may differ from start to start. Topics are made by who uses them, never by chance.
 */
final class KafkaBroker implements AutoCloseable {
    private static final int NODE = 1;

    private static final Map<String, String> ONE_BROKER = Map.of(
            "default.replication.factor", "1",
            "min.insync.replicas", "1",
            "offsets.topic.replication.factor", "1",
            "offsets.topic.num.partitions", "4",
            "transaction.state.log.replication.factor", "1",
            "transaction.state.log.min.isr", "1",
            "transaction.state.log.num.partitions", "2",
            "share.coordinator.state.topic.replication.factor", "1",
            "share.coordinator.state.topic.min.isr", "1");

    private static final Map<String, String> QUICK = Map.of(
            // Until the session of a killed broker is over, the controller refuses its successor.
            "broker.session.timeout.ms", "2000",
            "broker.heartbeat.interval.ms", "400",
            "group.initial.rebalance.delay.ms", "0",
            // The page cache survives the process; this bounds what a power failure can take.
            "log.flush.interval.ms", "1000",
            "log.flush.scheduler.interval.ms", "1000",
            "log.cleaner.dedupe.buffer.size", "4194304",
            "num.recovery.threads.per.data.dir", "2",
            "num.io.threads", "4");

    private final DataFolder folder;
    private final int port;
    private final int controllerPort;
    private KafkaRaftServer server;

    private KafkaBroker(DataFolder folder, int port, int controllerPort) {
        this.folder = folder;
        this.port = port;
        this.controllerPort = controllerPort;
        this.server = started();
    }

    /**
     * Formats the folder when it is new, recovers it when it was not closed, and returns when clients are served.
     *
     * @throws IOException when the folder can't be formatted
     */
    static KafkaBroker start(DataFolder folder, int port, int controllerPort) throws IOException {
        format(folder);
        return new KafkaBroker(folder, port, controllerPort);
    }

    private KafkaRaftServer started() {
        var fresh = new KafkaRaftServer(new KafkaConfig(settings(folder, port, controllerPort)), Time.SYSTEM);
        fresh.startup();
        return fresh;
    }

    /** Stops it in order and starts it again, on the same ports; returns when clients are served. */
    synchronized void restart() {
        stop();
        server = started();
    }

    int port() {
        return port;
    }

    @Override
    public synchronized void close() {
        stop();
    }

    private void stop() {
        server.shutdown();
        server.awaitShutdown();
    }

    private static void format(DataFolder folder) throws IOException {
        if (Files.exists(folder.kafka().resolve("meta.properties"))) {
            return;
        }
        var aside = folder.kafka().resolveSibling(folder.kafka().getFileName() + ".new");
        FileTree.delete(aside);
        FileTree.delete(folder.kafka());
        Files.createDirectories(aside);
        try {
            new Formatter()
                    .setNodeId(NODE)
                    .setClusterId(Uuid.randomUuid().toString())
                    .addDirectory(aside.toString())
                    .setMetadataLogDirectory(aside.toString())
                    .setControllerListenerName("CONTROLLER")
                    .setPrintStream(new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8))
                    .run();
        } catch (Exception failure) {
            throw new IOException("Kafka's folder can't be formatted", failure);
        }
        FileTree.publish(aside, folder.kafka());
    }

    private static Properties settings(DataFolder folder, int port, int controllerPort) {
        var broker = "PLAINTEXT://127.0.0.1:" + port;
        var controller = "CONTROLLER://127.0.0.1:" + controllerPort;
        var settings = new Properties();
        settings.putAll(Map.of(
                "process.roles",
                "broker,controller",
                "node.id",
                Integer.toString(NODE),
                "controller.quorum.voters",
                NODE + "@127.0.0.1:" + controllerPort,
                "controller.listener.names",
                "CONTROLLER",
                "listener.security.protocol.map",
                "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT",
                "listeners",
                broker + "," + controller,
                "advertised.listeners",
                broker,
                "log.dirs",
                folder.kafka().toString(),
                "auto.create.topics.enable",
                "false"));
        settings.putAll(ONE_BROKER);
        settings.putAll(QUICK);
        return settings;
    }
}
