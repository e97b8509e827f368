package cn.mejene.bench;

import cn.mejene.bench.load.Carrier;
import cn.mejene.bench.peer.BareVertx;
import cn.mejene.bench.peer.MeasuredNode;
import cn.mejene.bench.peer.Nginx;
import cn.mejene.bench.peer.Ours;
import cn.mejene.bench.peer.Workshop;
import cn.mejene.chaos.Failures;
import cn.mejene.chaos.History;
import cn.mejene.chaos.Observed;
import cn.mejene.chaos.Tally;
import cn.mejene.chaos.Weather;
import cn.mejene.chaos.client.Client;
import cn.mejene.chaos.client.SignIn;
import cn.mejene.chaos.system.Installation;
import cn.mejene.chaos.system.Login;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Map;

/** The system that is measured, one node of it, in one of its ways to run. Whoever made it closes it. */
public final class Ground implements AutoCloseable {
    private static final String PHONE = "+8613900000001";

    private final Site site;
    private final Installation installation;
    private final Path data;
    private final String token;

    /** How the system is started. */
    public enum Mode {
        /** Without waiting for the disk, as the peers do. */
        UNSYNCED,
        /** The same, over HTTPS alone. */
        SECURE,
        /** As it is: an upload is on the disk before it counts. */
        DURABLE;

        /** Whether nobody can sign in over plain HTTP. */
        boolean isSecure() {
            return this == SECURE;
        }

        private Map<String, String> environment(Path data) {
            return switch (this) {
                case DURABLE -> Map.of("MEJENE_MAX_UPLOADS", "2000");
                case UNSYNCED ->
                    Map.of(
                            "MEJENE_MAX_UPLOADS",
                            "2000",
                            "MEJENE_VAULT_SYNC",
                            "false",
                            "MEJENE_MEMBER_LIMIT",
                            "10000000");
                case SECURE -> {
                    var identity = identity(data);
                    yield Map.of(
                            "MEJENE_VAULT_SYNC", "false",
                            "MEJENE_TLS_CERTIFICATE", identity.certificate().toString(),
                            "MEJENE_TLS_KEY", identity.key().toString());
                }
            };
        }
    }

    /**
     * Where it is started from.
     *
     * @param root the project's folder
     * @param clock real time, for the history of its calls
     */
    record Site(Path root, InstantSource clock) {}

    private Ground(Site site, Installation installation, Path data, String token) {
        this.site = site;
        this.installation = installation;
        this.data = data;
        this.token = token;
    }

    /**
     * Starts it; it keeps its data from one mode to the next.
     *
     * @param token of a session from an earlier mode; empty to sign in, which needs plain HTTP
     */
    static Ground start(Site site, Path folder, Mode mode, String token) throws IOException {
        var data = folder.resolve("data");
        var installation = new Installation(new Installation.Plan(site.root(), folder, 1, mode.environment(data)));
        // When the tool itself is told to stop; ending it twice does nothing more.
        Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().unstarted(() -> end(installation)));
        try {
            installation.start();
            return new Ground(site, installation, data, token.isEmpty() ? signIn(site, installation, folder) : token);
        } catch (IOException | RuntimeException e) {
            installation.close();
            throw e;
        }
    }

    private static void end(Installation installation) {
        try {
            installation.close();
        } catch (IOException e) {
            System.err.println("not ended cleanly: " + e.getMessage());
        }
    }

    private static String signIn(Site site, Installation installation, Path folder) throws IOException {
        try (var history = History.open(folder.resolve("history.jsonl"), site.clock())) {
            var observed = new Observed(history, new Tally(history), new Weather(), new Failures(1));
            try (var client = Client.of(installation.ports(), observed)) {
                return new SignIn(client.named("bench")).member(PHONE, 1);
            }
        }
    }

    /** Its certificate and key: those of the node on the bus, which any installation has. */
    public Nginx.Identity identity() {
        return identity(data);
    }

    private static Nginx.Identity identity(Path data) {
        var folder = data.resolve("secrets").resolve("bus");
        return new Nginx.Identity(folder.resolve("node-1.pem"), folder.resolve("node-1.key"));
    }

    /** The session that is signed in. */
    public String token() {
        return token;
    }

    /** Real time, which a fresh installation goes by. */
    public InstantSource clock() {
        return site.clock();
    }

    /** Where the node listens. */
    public int port() {
        return installation.ports().http(1);
    }

    /** Its passwords and keys, which are of this folder alone. */
    public Path secrets() {
        return data.resolve("secrets");
    }

    /** The way into its databases. */
    public Login login() throws IOException {
        return new Login(installation);
    }

    /** Lets so many members come in. */
    public void register(int members) throws IOException {
        try (var history = History.open(data.resolveSibling("history.jsonl"), site.clock())) {
            var observed = new Observed(history, new Tally(history), new Weather(), new Failures(1));
            try (var client = Client.of(installation.ports(), observed)) {
                var desk = new SignIn(client.named("bench"));
                for (int i = 1; i <= members; i++) {
                    desk.member("+86139%08d".formatted(10_000_000 + i), 1);
                }
            }
        }
    }

    /** The running system. */
    public Installation installation() {
        return installation;
    }

    /** As a peer that takes this content. */
    public Ours ours(Carrier carrier, Ours.Content content) throws IOException {
        var node = installation.node(1).orElseThrow(() -> new IOException("the node is gone"));
        var blobs = data.resolve("vault").resolve("blobs");
        return new Ours("Mejene", installation.ports().http(1), node.pid(), carrier, token, content, blobs);
    }

    /** Where health and metrics are told. */
    public int managementPort() {
        return installation.ports().management(1);
    }

    /** A node beside the one that was started, on the same services, with a switch before its log. */
    public MeasuredNode measuredNode(Workshop workshop) throws IOException {
        var node = installation.node(1).orElseThrow(() -> new IOException("the node is gone"));
        return MeasuredNode.open(workshop, node);
    }

    /** Who is signed in. */
    public String member() {
        return new JsonObject(
                        new String(Base64.getUrlDecoder().decode(token.split("\\.", -1)[1]), StandardCharsets.UTF_8))
                .getString("sub");
    }

    /** A bare server that asks the same database about the same member, with the same settings. */
    public BareVertx bareVertx(Workshop workshop) throws IOException {
        var node = installation.node(1).orElseThrow(() -> new IOException("the node is gone"));
        var password = data.resolve("secrets").resolve("mejene_app.password");
        return BareVertx.open(
                workshop, node, new BareVertx.Question(new Login(installation).port(), password, member()));
    }

    @Override
    public void close() throws IOException {
        installation.close();
    }
}
