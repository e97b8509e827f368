package cn.mejene.launcher;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code up}: reads the options, leaves the work to the {@link Supervisor}. Exit code 1 means it could not go on. */
@Command(name = "up", description = "Start everything on this machine; stop it with Ctrl-C or SIGTERM.")
final class UpCommand implements Callable<Integer> {
    private static final int HIGHEST_PORT = 65_000;

    private final PrintStream out;
    private final PrintStream err;

    @Option(names = "--port", defaultValue = "8080", description = "port of the first node (default: 8080)")
    private int port;

    @Option(names = "--data", defaultValue = "data", description = "folder that keeps all state (default: ./data)")
    private Path data = Path.of("data");

    @Option(names = "--nodes", defaultValue = "1", description = "how many nodes, 1 to 9; node n has port + 10·(n−1)")
    private int nodes;

    @Option(names = "--profile", defaultValue = "dev", description = "only dev; production nodes start without this")
    private String profile = "dev";

    @Option(names = "--clock", description = "where the clock of a fresh folder starts, e.g. 2026-03-01T00:00:00Z")
    private @Nullable Instant clock;

    @Option(
            names = "--cluster-relay-offset",
            hidden = true,
            description = "for the fault tool, which then stands there")
    private int relayOffset;

    UpCommand(PrintStream out, PrintStream err) {
        this.out = out;
        this.err = err;
    }

    @Override
    public Integer call() throws IOException {
        try {
            check();
            var root = Path.of(System.getProperty("mejene.root", "")).toAbsolutePath();
            var settings = new UpSettings(root, data, port, nodes, Optional.ofNullable(clock), relayOffset);
            new Supervisor(settings, JavaProgram.node(root), out).run();
            return 0;
        } catch (StartFailure failure) {
            err.println("mejene: " + failure.getMessage());
            return 1;
        }
    }

    private void check() throws StartFailure {
        if (port < 1 || port > HIGHEST_PORT) {
            throw new StartFailure("--port must be between 1 and " + HIGHEST_PORT);
        }
        if (nodes < 1 || nodes > UpSettings.MOST_NODES) {
            throw new StartFailure("--nodes must be between 1 and " + UpSettings.MOST_NODES);
        }
        if (!profile.equals("dev")) {
            throw new StartFailure("--profile " + profile + ": this command only knows dev");
        }
    }
}
