package cn.mejene.launcher;

import cn.mejene.bench.Bench;
import cn.mejene.bench.Rounds;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code bench}: reads the options, leaves the work to {@link Bench}. Exit code 1 means that a bar was not reached. */
@Command(name = "bench", description = "Measure a system of its own beside its peers, in one run.")
final class BenchCommand implements Callable<Integer> {
    private final PrintStream out;

    @Parameters(
            arity = "0..*",
            description =
                    "upload, download, calls, webhook, notify, audit, or single rows such as B5a (default: everything)")
    private List<String> names = List.of("upload", "download", "calls", "webhook", "notify", "audit");

    @Option(names = "--rounds", defaultValue = "5", description = "measured rounds (default: 5)")
    private int rounds;

    @Option(names = "--warm", defaultValue = "4", description = "rounds before those (default: 4)")
    private int warm;

    @Option(
            names = "--yardsticks",
            description = "folder of the C yardsticks (default: $MEJENE_YARDSTICKS, or ../shared/bench)")
    private @Nullable Path yardsticks;

    @Option(names = "--cache", description = "keeps what peers need installed (default: ~/.cache/mejene-bench)")
    private @Nullable Path cache;

    @Option(names = "--json", description = "writes the rows there too")
    private @Nullable Path json;

    BenchCommand(PrintStream out) {
        this.out = out;
    }

    @Override
    public Integer call() throws Exception {
        check();
        var root = Path.of(System.getProperty("mejene.root", "")).toAbsolutePath();
        var run = new Bench.Run(
                Set.copyOf(names), new Rounds(warm, rounds), yardsticks(root), cache(), Optional.ofNullable(json));
        return new Bench(root, InstantSource.system(), out).run(run) ? 0 : 1;
    }

    private void check() throws StartFailure {
        if (rounds < 1 || warm < 0) {
            throw new StartFailure("--rounds must be positive, --warm may not be negative");
        }
        for (var name : names) {
            if (!Bench.knownNames().contains(name)) {
                throw new StartFailure("bench " + name + ": there are " + String.join(", ", Bench.knownNames()));
            }
        }
    }

    private Path yardsticks(Path root) {
        var named = System.getenv("MEJENE_YARDSTICKS");
        var usual = named == null ? root.resolveSibling("shared").resolve("bench") : Path.of(named);
        return (yardsticks == null ? usual : yardsticks).toAbsolutePath();
    }

    private Path cache() {
        var usual = Path.of(System.getProperty("user.home", ""), ".cache", "mejene-bench");
        return (cache == null ? usual : cache).toAbsolutePath();
    }
}
