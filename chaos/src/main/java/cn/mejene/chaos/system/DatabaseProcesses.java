package cn.mejene.chaos.system;

import cn.mejene.services.host.RunningProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The postmaster and its backends, found by program and folder. No state; for root or the user who runs them. */
public final class DatabaseProcesses {
    private final Path cluster;

    DatabaseProcesses(Path data) {
        this.cluster = data.resolve("postgres/data");
    }

    /** Stops all of them, the postmaster first, so that none is born meanwhile. */
    public void freeze() throws IOException {
        postmaster().signal("STOP");
        for (var process : all()) {
            process.signal("STOP");
        }
    }

    /** Lets all of them go on. */
    public void wake() throws IOException {
        for (var process : all()) {
            process.signal("CONT");
        }
    }

    /** Asks for PostgreSQL's fast shutdown, from which the services bring it back. */
    public RunningProcess shutDown() throws IOException {
        var postmaster = postmaster();
        postmaster.signal("INT");
        return postmaster;
    }

    /** Whether a postmaster runs that is not this one. */
    public boolean isRenewed(RunningProcess old) throws IOException {
        return find().filter(now -> now.pid() != old.pid()).isPresent();
    }

    private RunningProcess postmaster() throws IOException {
        return find().orElseThrow(() -> new IOException("no postmaster runs on " + cluster));
    }

    /** The postmaster carries the folder on its command line; its backends replace theirs by a title. */
    private Optional<RunningProcess> find() throws IOException {
        return all().stream()
                .filter(process -> process.arguments().contains(cluster.toString()))
                .findFirst();
    }

    private List<RunningProcess> all() throws IOException {
        var folder = Optional.of(cluster.toRealPath());
        return RunningProcess.all().stream()
                .filter(process -> process.program()
                        .filter(program -> program.endsWith("postgres"))
                        .isPresent())
                .filter(process -> process.workingFolder().equals(folder))
                .filter(RunningProcess::isAlive)
                .toList();
    }
}
