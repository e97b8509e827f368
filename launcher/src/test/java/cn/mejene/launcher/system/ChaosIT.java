package cn.mejene.launcher.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The short form of {@code ./mejene chaos}: nodes die in the middle of uploads and payments, files and disks
 * fail, notifications are forged, everybody races. */
@Clause({"IV(A)0", "V(C)2", "I(A)2", "I(A)4"})
class ChaosIT {
    private static final long LIMIT_MINUTES = 8;

    @TempDir
    private Path folder;

    @Test
    void system_holdsWhatItPromised_whenNodesDieAndSleepAndFilesAreDamaged() throws IOException, InterruptedException {
        var output = folder.resolve("chaos.out");
        var builder = new ProcessBuilder(
                RunningSystem.root().resolve("mejene").toString(),
                "chaos",
                "storage",
                "cluster",
                "money",
                "--notices=100",
                "--rounds=1",
                "--faults=freeze",
                "--longest=6",
                "--racers=200");
        // The build that runs this test has built what is to be tested.
        builder.environment().put("MEJENE_BUILT", "1");
        builder.environment().putAll(CrashIT.SWEPT_EARLY);
        var chaos = builder.redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        try {
            assertThat(chaos.waitFor(LIMIT_MINUTES, TimeUnit.MINUTES))
                    .as("ended in time")
                    .isTrue();
        } finally {
            chaos.destroy();
            chaos.waitFor(1, TimeUnit.MINUTES);
        }
        var told = Files.readString(output);
        assertThat(chaos.exitValue()).as(told).isZero();
        assertThat(told)
                .contains(
                        "nodes killed mid-upload",
                        "forged notifications refused",
                        "freeze node",
                        "must be zero",
                        "held; seed");
    }
}
