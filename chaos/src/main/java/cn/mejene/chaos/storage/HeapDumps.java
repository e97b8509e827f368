package cn.mejene.chaos.storage;

import cn.mejene.chaos.Figure;
import cn.mejene.chaos.Stage;
import cn.mejene.chaos.Zero;
import cn.mejene.services.host.RunningProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.concurrent.TimeUnit;

/** What idle nodes hold in memory, written to files by the JDK's own tool. For one thread. */
final class HeapDumps {
    private static final int SECONDS = 60;

    private final Stage stage;

    HeapDumps(Stage stage) {
        this.stage = stage;
    }

    /** Searches every node's living objects; says so when there is no tool to get them with. */
    void search(PlaintextSearch words) throws IOException {
        var tool = Path.of(System.getProperty("java.home"), "bin", "jcmd");
        if (!Files.isExecutable(tool)) {
            stage.out().println("no " + tool + ": heaps of idle nodes NOT PLAYED");
            stage.tally().count(Figure.NOT_PLAYED);
            return;
        }
        var folder = Files.createTempDirectory("mejene-heap-");
        var dump = folder.resolve("node.hprof");
        try {
            for (int node : stage.installation().allNodes()) {
                var process = stage.installation().node(node);
                if (process.isPresent() && write(tool, process.get(), dump)) {
                    words.below(folder, FileTime.fromMillis(0))
                            .forEach(_ -> stage.tally().violated(Zero.PLAINTEXT, "heap of idle node " + node));
                    stage.tally().count(Figure.HEAP);
                }
                Files.deleteIfExists(dump);
            }
        } finally {
            Files.deleteIfExists(dump);
            Files.delete(folder);
        }
    }

    private boolean write(Path tool, RunningProcess node, Path dump) throws IOException {
        var running = new ProcessBuilder(tool.toString(), Long.toString(node.pid()), "GC.heap_dump", dump.toString())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            if (running.waitFor(SECONDS, TimeUnit.SECONDS) && Files.exists(dump)) {
                return true;
            }
            running.destroyForcibly();
            stage.tally().violated(Zero.BROKEN_TOOL, "no heap of process " + node.pid());
        } catch (InterruptedException e) {
            running.destroyForcibly();
            Thread.currentThread().interrupt();
        }
        return false;
    }
}
