package cn.mejene.launcher;

import cn.mejene.audit.stamp.StampVerifier;
import cn.mejene.audit.tree.Checkpoint;
import cn.mejene.audit.verify.ExportCopy;
import cn.mejene.audit.verify.LogCopy;
import cn.mejene.audit.verify.LogVerifier;
import cn.mejene.audit.verify.Memory;
import cn.mejene.audit.verify.TileFolder;
import cn.mejene.audit.verify.UrlCopy;
import cn.mejene.audit.verify.Verdict;
import cn.mejene.services.host.RunningProcess;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code audit verify}: recomputes the log, compares it with what this verifier saw before. Exit code 1: not sound. */
@Command(name = "verify", description = "Recompute the whole log and compare it with what was seen before.")
final class AuditVerifyCommand implements Callable<Integer> {
    private final PrintStream out;
    private final OwnFolder own;

    @ArgGroup(exclusive = true)
    private From from = new From();

    /** Where the log is read from. */
    static final class From {
        @Option(names = "--data", description = "data folder of a running system (default: ./data)")
        @Nullable
        Path data;

        @Option(names = "--url", description = "address of a node; MEJENE_TOKEN may hold an auditor's access token")
        @Nullable
        URI url;

        @Option(names = "--export", description = "file made by audit export")
        @Nullable
        Path export;
    }

    @Option(
            names = "--checkpoint",
            description =
                    "where this verifier remembers the last checkpoint (default: in ~/.mejene, by where it is read)")
    private @Nullable Path checkpoint;

    @Option(names = "--key", description = "the log's key, or a file with it (default: the one seen first)")
    private @Nullable String key;

    @Option(
            names = "--tsa",
            description = "certificate of whoever stamps checkpoints (default: the one that lies beside the stamps)")
    private @Nullable Path tsa;

    AuditVerifyCommand(PrintStream out, OwnFolder own) {
        this.out = out;
        this.own = own;
    }

    @Override
    public Integer call() throws IOException {
        try (var copy = open()) {
            var given = LogKeys.given(key);
            var memory = new Memory(checkpoint == null ? usual() : checkpoint);
            boolean first = memory.checkpoint().isEmpty();
            long begin = System.nanoTime();
            var verdict = new LogVerifier(memory, given, outside())
                    .telling(entries -> out.printf("  %d entries, %s%n", entries, since(begin)))
                    .verify(copy);
            int code = Math.max(tell(verdict, memory, first, copy.hasBodies()), tellStamps());
            out.printf("took %s and at most %d MiB%n", since(begin), peak());
            return code;
        }
    }

    /** Answers 1 when a stamp does not hold. */
    private int tellStamps() throws IOException {
        var stamps = outside().isPresent() ? outside().get().stamps() : List.<TileFolder.Stamped>of();
        if (stamps.isEmpty()) {
            return 0;
        }
        var authority = tsa == null ? outside().orElseThrow().stampAuthority() : tsa;
        var verifier = StampVerifier.of(authority);
        for (var stamped : stamps) {
            try {
                var at = verifier.verify(stamped.response(), stamped.checkpoint());
                if (stamped.equals(stamps.getLast())) {
                    out.println("time stamps: " + stamps.size() + ", the last of " + at + " over " + stamped.size()
                            + " entries, by " + verifier.authority()
                            + (tsa == null ? " (a certificate that lies beside the log)" : ""));
                }
            } catch (IllegalArgumentException e) {
                out.println("NOT SOUND: time stamp over " + stamped.size() + " entries: " + e.getMessage());
                return 1;
            }
        }
        return 0;
    }

    private static String since(long begin) {
        return "%.1f s".formatted((System.nanoTime() - begin) / 1e9);
    }

    /** The most that this process has had in memory. */
    private static long peak() throws IOException {
        return new RunningProcess(ProcessHandle.current().pid()).peak() >> 20;
    }

    private LogCopy open() throws IOException {
        if (from.url != null) {
            return new UrlCopy(from.url, System.getenv("MEJENE_TOKEN"));
        }
        return from.export != null ? new ExportCopy(from.export) : LogOfFolder.open(data());
    }

    private Path data() {
        return from.data == null ? Path.of("data") : from.data;
    }

    private Optional<TileFolder> outside() {
        return from.url == null && from.export == null ? Optional.of(LogOfFolder.outside(data())) : Optional.empty();
    }

    private Path usual() throws IOException {
        if (from.url != null) {
            return own.ofNode(from.url);
        }
        return from.export != null ? own.ofExports() : own.ofData(data());
    }

    private int tell(Verdict verdict, Memory memory, boolean first, boolean bodies) throws IOException {
        if (!verdict.sound()) {
            var index = verdict.firstBad();
            out.println("NOT SOUND: " + verdict.why());
            if (index.isPresent()) {
                out.println("first bad index: " + index.getAsLong());
            }
            return 1;
        }
        var head = Checkpoint.of(memory.checkpoint().orElseThrow());
        out.println("sound: " + verdict.size() + " entries, "
                + (bodies
                        ? verdict.bodies() + " bodies, " + verdict.erased() + " bodies gone after their time"
                        : "bodies not looked at: a node shows none, --data and --export do"));
        out.println("log: " + memory.key().orElseThrow());
        out.println((first ? "first checkpoint kept: " : "begins with the checkpoint seen before; kept now: ")
                + head.size());
        return 0;
    }
}
