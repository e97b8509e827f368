package cn.mejene.launcher;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import cn.mejene.services.ServicePorts;
import cn.mejene.services.host.DataFolder;
import cn.mejene.services.host.Leftovers;
import cn.mejene.services.host.Ports;
import cn.mejene.services.host.RunningProcess;
import cn.mejene.services.host.Secrets;
import cn.mejene.services.sandbox.SmsClient;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The real supervisor and services in processes of their own, with a node that does nothing. */
class UpIT {
    private static final Duration LIMIT = Duration.ofSeconds(90);
    private static final String SHOW = "SELECT current_setting('fsync'), current_setting('synchronous_commit'),"
            + " current_setting('log_min_messages')";

    private final List<Process> started = new ArrayList<>();

    @TempDir
    private Path temporary;

    private DataFolder folder;
    private int port;
    private int nodes = 1;

    @BeforeEach
    void prepare() throws IOException {
        folder = DataFolder.open(temporary.resolve("data"));
        port = freePort();
    }

    @AfterEach
    void killAll() throws IOException {
        killNow();
        started.forEach(Process::destroyForcibly);
    }

    @Test
    void up_keepsEverything_whenAllIsKilledAtOnce() throws Exception {
        up("first");
        write("kept");
        killNow();

        up("second");

        assertThat(rows()).containsExactly("kept");
        assertThat(records()).containsExactly("kept");
        sendsMessages();
        assertDurable();
    }

    @Test
    void up_exitsWithZeroAndLeavesNothing_whenTerminated() throws Exception {
        var up = up("first");
        var processes = processes();
        assertThat(second().lines().toList()).anyMatch(line -> line.contains("in use by another"));

        up.destroy();

        assertThat(up.waitFor(60, SECONDS)).isTrue();
        assertThat(up.exitValue()).isZero();
        assertThat(processes).hasSize(4).noneMatch(RunningProcess::isAlive);
        assertThat(pidFiles()).isEmpty();
    }

    @Test
    void services_endThemselves_whenOnlyTheSupervisorIsKilled() throws Exception {
        var up = up("first");
        var services = process("services");
        var postgres = process("postgres");

        up.destroyForcibly();

        await().atMost(LIMIT).until(() -> !services.isAlive() && !postgres.isAlive());
    }

    @Test
    void up_stopsAllWithOne_whenAChildDies() throws Exception {
        var up = up("first");
        var processes = processes();

        process("services").signal("KILL");

        assertThat(up.waitFor(60, SECONDS)).isTrue();
        assertThat(up.exitValue()).isOne();
        assertThat(output("first")).contains("services ended with code 137");
        assertThat(processes).noneMatch(RunningProcess::isAlive);
    }

    @Test
    void up_startsAgainWhatDies_whenThereAreThreeNodes() throws Exception {
        nodes = 3;
        var up = up("first");
        write("kept");
        var survivors = List.of(process("node-1"), process("node-3"), process("services"));
        var killed = process("node-2");

        killed.signal("KILL");
        process("postgres").signal("KILL");

        await().atMost(LIMIT).until(() -> output("first").contains("node-2 is ready again"));
        await().atMost(LIMIT).ignoreExceptions().until(() -> rows().equals(List.of("kept")));
        assertThat(process("node-2")).isNotEqualTo(killed).matches(RunningProcess::isAlive);
        assertThat(survivors).allMatch(RunningProcess::isAlive);
        assertThat(output("first").lines().filter(line -> line.startsWith("node-2 ended")))
                .singleElement()
                .asString()
                .startsWith("node-2 ended with code 137, starts again in 1 s; its last line: fake node for ")
                .endsWith(" in 127.0.0.1:%d,127.0.0.1:%d,127.0.0.1:%d".formatted(port + 2, port + 12, port + 22));
        assertStopsCleanlyWithoutNode("node-3", up);
    }

    @Test
    void up_saysSoInOneLine_whenThePortOfAClusterIsTaken() throws Exception {
        nodes = 2;
        try (var taken = new ServerSocket(port + 13, 1, InetAddress.getLoopbackAddress())) {
            assertThat(second().strip())
                    .isEqualTo("mejene: port " + taken.getLocalPort() + " is taken; choose another with --port");
        }
    }

    @Test
    void up_saysSoInOneLine_whenPortIsTaken() throws Exception {
        try (var taken = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            assertThat(second().strip())
                    .isEqualTo("mejene: port " + taken.getLocalPort() + " is taken; choose another with --port");
        }
    }

    /** Also stopped in the moment in which a node is down, nothing is left and nothing comes back. */
    private void assertStopsCleanlyWithoutNode(String name, Process up) throws Exception {
        process(name).signal("KILL");
        await().atMost(LIMIT).until(() -> output("first").contains(name + " ended"));
        assertThat(folder.run().resolve(name + ".pid")).doesNotExist();

        up.destroy();

        assertThat(up.waitFor(60, SECONDS)).isTrue();
        assertThat(up.exitValue()).isZero();
        assertThat(pidFiles()).isEmpty();
        assertThat(new Leftovers(folder).clear()).isZero();
    }

    private void write(String value) throws Exception {
        try (var owner = connect("mejene_migrator");
                var statement = owner.createStatement()) {
            statement.execute("CREATE SCHEMA probe");
            statement.execute("CREATE TABLE probe.kept (value text)");
            statement.execute("GRANT USAGE ON SCHEMA probe TO mejene_app");
            statement.execute("GRANT SELECT, INSERT ON probe.kept TO mejene_app");
        }
        try (var app = connect("mejene_app");
                var insert = app.prepareStatement("INSERT INTO probe.kept VALUES (?)")) {
            insert.setString(1, value);
            insert.executeUpdate();
        }
        Map<String, Object> settings = Map.of("bootstrap.servers", kafka(), "acks", "all");
        try (var admin = Admin.create(settings);
                var producer = new KafkaProducer<>(settings, new StringSerializer(), new StringSerializer())) {
            admin.createTopics(List.of(new NewTopic("probe", 1, (short) 1)))
                    .all()
                    .get(30, SECONDS);
            producer.send(new ProducerRecord<>("probe", "key", value)).get(30, SECONDS);
        }
    }

    private List<String> rows() throws Exception {
        try (var app = connect("mejene_app");
                var rows = app.createStatement().executeQuery("SELECT value FROM probe.kept")) {
            var values = new ArrayList<String>();
            while (rows.next()) {
                values.add(rows.getString(1));
            }
            return values;
        }
    }

    private List<String> records() throws IOException {
        Map<String, Object> settings = Map.of("bootstrap.servers", kafka(), "auto.offset.reset", "earliest");
        try (var consumer = new KafkaConsumer<>(settings, new StringDeserializer(), new StringDeserializer())) {
            consumer.assign(List.of(new TopicPartition("probe", 0)));
            var values = new ArrayList<String>();
            await().atMost(LIMIT).until(() -> {
                consumer.poll(Duration.ofMillis(200)).forEach(found -> values.add(found.value()));
                return !values.isEmpty();
            });
            return values;
        }
    }

    private void sendsMessages() throws Exception {
        var client = new SmsClient(ports().sandbox(), new Secrets(folder).read("aliyun-sms.secret"));
        assertThat(client.sendCode("13900000001", "246810", "n").statusCode()).isEqualTo(200);
        assertThat(client.messages("+8613900000001").encode()).contains("246810");
    }

    private void assertDurable() throws Exception {
        try (var app = connect("mejene_app");
                var row = app.createStatement().executeQuery(SHOW)) {
            row.next();
            assertThat(List.of(row.getString(1), row.getString(2), row.getString(3)))
                    .containsExactly("on", "on", "log");
        }
    }

    private Connection connect(String role) throws IOException, SQLException {
        var login = new Properties();
        login.setProperty("user", role);
        login.setProperty("password", new Secrets(folder).password(role));
        return DriverManager.getConnection("jdbc:postgresql://127.0.0.1:" + ports().postgres() + "/mejene", login);
    }

    private String kafka() throws IOException {
        return "127.0.0.1:" + ports().kafka();
    }

    private ServicePorts ports() throws IOException {
        return ServicePorts.read(folder).orElseThrow();
    }

    /** Starts and waits for the line that says so. */
    private Process up(String name) throws IOException {
        var process = launch(name);
        await().atMost(LIMIT).until(() -> !process.isAlive() || output(name).contains("Mejene ready"));
        assertThat(output(name)).contains("Mejene ready: http://127.0.0.1:" + port);
        return process;
    }

    /** Starts one that can't run, and returns what it said. */
    private String second() throws Exception {
        var process = launch("refused");
        assertThat(process.waitFor(30, SECONDS)).isTrue();
        assertThat(process.exitValue()).isOne();
        return output("refused");
    }

    private Process launch(String name) throws IOException {
        var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        var builder = new ProcessBuilder(
                java,
                "-Xmx64m",
                "-cp",
                System.getProperty("java.class.path"),
                FakeUp.class.getName(),
                folder.root().toString(),
                Integer.toString(port),
                Integer.toString(nodes));
        var process = builder.redirectErrorStream(true)
                .redirectOutput(temporary.resolve(name + ".out").toFile())
                .start();
        started.add(process);
        return process;
    }

    private String output(String name) throws IOException {
        return Files.readString(temporary.resolve(name + ".out"));
    }

    private void killNow() throws IOException {
        var processes = processes();
        for (var process : processes) {
            process.signal("KILL");
        }
        for (var process : processes) {
            process.awaitExit(LIMIT);
        }
    }

    private List<RunningProcess> processes() throws IOException {
        var processes = new ArrayList<RunningProcess>();
        for (var file : pidFiles()) {
            processes.add(
                    new RunningProcess(Long.parseLong(Files.readString(file).strip())));
        }
        return processes;
    }

    private RunningProcess process(String name) throws IOException {
        return new RunningProcess(Long.parseLong(
                Files.readString(folder.run().resolve(name + ".pid")).strip()));
    }

    private List<Path> pidFiles() throws IOException {
        try (var files = Files.list(folder.run())) {
            return files.filter(file -> file.toString().endsWith(".pid")).toList();
        }
    }

    /** The first of a block that is free as a whole. */
    private static int freePort() {
        while (true) {
            int candidate = ThreadLocalRandom.current().nextInt(20_000, 32_000);
            if (IntStream.range(candidate, candidate + 24).allMatch(Ports::isFree)) {
                return candidate;
            }
        }
    }
}
