package cn.mejene.launcher;

import cn.mejene.services.ServicePorts;
import cn.mejene.services.host.BusCertificates;
import cn.mejene.services.host.ChildProcess;
import cn.mejene.services.host.DataFolder;
import cn.mejene.services.host.FolderLock;
import cn.mejene.services.host.Leftovers;
import cn.mejene.services.host.PidFile;
import cn.mejene.services.host.Ports;
import cn.mejene.services.host.Secrets;
import java.io.IOException;
import java.io.PrintStream;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Brings a data folder to life and stays until it is stopped, a service dies or the only node does; of several nodes
 * it starts again what dies. Run it once, on the main thread; a shutdown hook of its own answers SIGINT, SIGTERM and
 * SIGHUP. It does no work of the system itself.
 */
final class Supervisor {
    private static final long SERVICES_LIMIT_SECONDS = 300;
    private static final long NODE_LIMIT_SECONDS = 300;
    private static final long POLL_MILLIS = 50;
    private static final int SHOWN_LINES = 20;

    private final UpSettings settings;
    private final JavaProgram node;
    private final PrintStream out;
    private final DataFolder folder;
    private final Family family;
    private final List<NodeSeat> seats = new ArrayList<>();

    Supervisor(UpSettings settings, JavaProgram node, PrintStream out) throws IOException {
        this.settings = settings;
        this.node = node;
        this.out = out;
        this.folder = DataFolder.open(settings.data());
        this.family = new Family(folder);
    }

    /**
     * Starts everything, says that it is ready and returns only by failing; being stopped ends the JVM with code 0.
     *
     * @throws StartFailure when something can't start or has died; all processes are then stopped
     * @throws IOException when the machine refuses
     */
    void run() throws StartFailure, IOException {
        var lock = FolderLock.tryTake(folder).orElseThrow(this::inUse);
        try {
            clearLeftovers();
            requirePorts();
            runLocked();
        } finally {
            lock.close();
        }
    }

    private void runLocked() throws StartFailure, IOException {
        var hook = Thread.ofPlatform().name("stop").unstarted(this::stopAndExit);
        Runtime.getRuntime().addShutdownHook(hook);
        try {
            start();
            watch();
        } catch (StartFailure | IOException | RuntimeException failure) {
            stop();
            throw failure;
        } finally {
            removeHook(hook);
        }
    }

    private void start() throws StartFailure, IOException {
        writePidFile();
        new Secrets(folder).read("aliyun-sms.secret");
        var begin = System.nanoTime();
        say("Starting PostgreSQL, Kafka and the sandbox ...");
        family.startService("services", JavaProgram.services(), Map.of("MEJENE_PARENT_PID", ownPid()));
        makeClusterSecrets();
        var ports = awaitServices();
        say("  serving after " + seconds(begin));
        bringUp(1, 1, ports);
        if (settings.nodes() > 1) {
            // The first has brought the database up to date; all at once would only wait for each other.
            bringUp(2, settings.nodes(), ports);
            say("Further nodes: " + further());
        }
        say("Mejene ready: " + settings.address(1));
    }

    /** What nodes need to trust each other; also made for one that is alone, because its configuration names it too. */
    private void makeClusterSecrets() throws IOException {
        new Secrets(folder).readToken("cluster.secret");
        var names = IntStream.rangeClosed(1, settings.nodes()).mapToObj(NodeStart::name);
        new BusCertificates(folder, InstantSource.system()).ensure(names.toList());
    }

    private String further() {
        return IntStream.rangeClosed(2, settings.nodes())
                .mapToObj(number -> settings.address(number).toString())
                .collect(Collectors.joining(" "));
    }

    private ServicePorts awaitServices() throws StartFailure, IOException {
        var end = deadline(SERVICES_LIMIT_SECONDS);
        var ports = ServicePorts.read(folder);
        while (ports.isEmpty()) {
            pause(end, "services");
            ports = ServicePorts.read(folder);
        }
        return ports.get();
    }

    private void bringUp(int first, int last, ServicePorts ports) throws StartFailure, IOException {
        var coming = new ArrayList<NodeSeat>();
        for (var number = first; number <= last; number++) {
            say("Starting node " + number + " ...");
            coming.add(NodeSeat.take(family, start(number, ports), this::say));
        }
        seats.addAll(coming);
        var end = deadline(NODE_LIMIT_SECONDS);
        while (!coming.isEmpty()) {
            requireNodes();
            pause(end, coming.getFirst().name());
            coming.removeIf(this::tellsReady);
        }
    }

    private boolean tellsReady(NodeSeat seat) {
        if (!seat.isReady()) {
            return false;
        }
        say("  %s ready after %.1f s".formatted(seat.name(), seat.age().toMillis() / 1e3));
        return true;
    }

    private void watch() throws StartFailure, IOException {
        while (true) {
            pause(Long.MAX_VALUE, "");
            if (settings.nodes() == 1) {
                requireNodes();
            } else {
                for (var seat : seats) {
                    seat.tend();
                }
            }
        }
    }

    /** Lets a little time pass; fails when a service has died meanwhile or the time is over. */
    private void pause(long end, String awaited) throws StartFailure, IOException {
        var lost = family.lostService();
        if (lost.isPresent()) {
            throw new StartFailure(obituary(lost.get()));
        }
        if (System.nanoTime() > end) {
            throw new StartFailure(awaited + " did not get ready in time; see " + folder.log());
        }
        try {
            TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new StartFailure("interrupted");
        }
    }

    private void requireNodes() throws StartFailure, IOException {
        for (var seat : seats) {
            if (family.isLost(seat.process())) {
                throw new StartFailure(obituary(seat.process()));
            }
        }
    }

    private String obituary(ChildProcess child) throws IOException {
        return "%s ended with code %d; its last lines:%n%s"
                .formatted(child.name(), child.exitCode(), String.join(System.lineSeparator(), lastLines(child)));
    }

    private static List<String> lastLines(ChildProcess child) throws IOException {
        return child.lastLines(SHOWN_LINES).stream().map(line -> "  " + line).toList();
    }

    private NodeStart start(int number, ServicePorts ports) {
        var program = number == 1 ? node : node.notArchiving();
        return new NodeStart(NodeStart.name(number), program, environment(number, ports), settings.readiness(number));
    }

    private Map<String, String> environment(int number, ServicePorts ports) {
        var environment = new HashMap<String, String>();
        environment.put("MEJENE_NODE_ID", NodeStart.name(number));
        environment.put("MEJENE_HTTP_HOST", settings.host());
        environment.put("MEJENE_HTTP_PORT", Integer.toString(settings.port(number)));
        environment.put("MEJENE_CLUSTER_PORT", Integer.toString(settings.clusterPort(number)));
        environment.put("MEJENE_CLUSTER_PUBLIC_PORT", Integer.toString(settings.announcedPort(number)));
        environment.put("MEJENE_CLUSTER_MEMBERS", settings.members());
        environment.put("MEJENE_BUS_PORT", Integer.toString(settings.busPort(number)));
        environment.put("MEJENE_DATA_DIR", folder.root().toString());
        environment.put("MEJENE_DB_HOST", "127.0.0.1");
        environment.put("MEJENE_DB_PORT", Integer.toString(ports.postgres()));
        environment.put("MEJENE_KAFKA", "127.0.0.1:" + ports.kafka());
        environment.put("MEJENE_SANDBOX_URL", "http://127.0.0.1:" + ports.sandbox());
        environment.put("MEJENE_MAIL_PORT", Integer.toString(ports.mail()));
        environment.put(
                "MEJENE_CLOCK_START", settings.clock().map(Object::toString).orElse(""));
        environment.put("MEJENE_PARENT_PID", ownPid());
        return environment;
    }

    private void clearLeftovers() throws IOException {
        var ended = new Leftovers(folder).clear();
        if (ended > 0) {
            say("Ended " + ended + " processes that an earlier run left behind.");
        }
    }

    private void requirePorts() throws StartFailure {
        for (var number = 1; number <= settings.nodes(); number++) {
            for (var port : settings.ports(number)) {
                if (!Ports.isFree(port)) {
                    throw new StartFailure("port " + port + " is taken; choose another with --port");
                }
            }
        }
    }

    private StartFailure inUse() {
        return new StartFailure(folder.root() + " is in use by another ./mejene up");
    }

    private void writePidFile() throws IOException {
        new PidFile(folder, "supervisor").write(ProcessHandle.current().pid());
    }

    private void stop() throws IOException {
        family.stop();
        // A service that died may have left PostgreSQL running; this also removes the pid files.
        new Leftovers(folder).clear();
    }

    /** The JVM would report the signal as its exit code; being asked to stop is no failure. */
    private void stopAndExit() {
        var code = 0;
        try {
            say("Stopping ...");
            stop();
            say("Stopped.");
        } catch (IOException failure) {
            say("Not stopped cleanly: " + failure.getMessage());
            code = 1;
        }
        Runtime.getRuntime().halt(code);
    }

    private static void removeHook(Thread hook) {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException alreadyStopping) {
            // The hook is at work and ends the JVM; this thread has nothing left to do.
            park();
        }
    }

    private static void park() {
        try {
            Thread.currentThread().join();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void say(String line) {
        out.println(line);
        out.flush();
    }

    private static String ownPid() {
        return Long.toString(ProcessHandle.current().pid());
    }

    private static long deadline(long seconds) {
        return System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
    }

    private static String seconds(long begin) {
        return "%.1f s".formatted((System.nanoTime() - begin) / 1e9);
    }
}
