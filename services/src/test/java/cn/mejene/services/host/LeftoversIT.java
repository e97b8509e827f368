package cn.mejene.services.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LeftoversIT {
    private final List<Process> started = new ArrayList<>();

    @TempDir
    private Path temporary;

    @AfterEach
    void killAll() {
        started.forEach(Process::destroyForcibly);
    }

    @Test
    void clear_endsProcess_whenItCarriesTheFolder() throws Exception {
        var folder = DataFolder.open(temporary);
        var marked = start(folder.mark());

        assertThat(new Leftovers(folder).clear()).isEqualTo(1);

        assertThat(marked.waitFor(5, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void clear_sparesProcess_whenOnlyAPidFileNamesIt() throws Exception {
        var folder = DataFolder.open(temporary);
        var foreign = start("-Dmejene.data=/elsewhere");
        new PidFile(folder, "node-1").write(foreign.pid());

        assertThat(new Leftovers(folder).clear()).isZero();

        assertThat(foreign.isAlive()).isTrue();
        assertThat(folder.run().resolve("node-1.pid")).doesNotExist();
    }

    @Test
    void clear_removesPostmasterFile_whenNoServerRuns() throws Exception {
        var folder = DataFolder.open(temporary);
        var cluster = Files.createDirectories(folder.postgres().resolve("data"));
        var file = Files.writeString(
                cluster.resolve("postmaster.pid"), ProcessHandle.current().pid() + "\n");

        assertThat(new Leftovers(folder).clear()).isZero();

        assertThat(file).doesNotExist();
    }

    @Test
    void tryTake_isEmpty_whenFolderIsInUse() throws Exception {
        var folder = DataFolder.open(temporary);
        try (var held = FolderLock.tryTake(folder).orElseThrow()) {
            assertThat(held).isNotNull();
            assertThat(FolderLock.tryTake(folder)).isEmpty();
        }
    }

    /** A shell that waits and makes no other process, with the given text as one of its arguments. */
    private Process start(String argument) throws IOException {
        var process = new ProcessBuilder("/bin/sh", "-c", "read -r _", argument).start();
        started.add(process);
        return process;
    }
}
