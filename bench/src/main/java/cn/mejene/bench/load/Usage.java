package cn.mejene.bench.load;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What Linux has counted for processes and what they have started. Reads {@code /proc}; keeps nothing.
 *
 * @param cpuSeconds user and system time together
 */
public record Usage(double cpuSeconds) {
    private static final double TICKS = 100;
    private static final int USER = 11;
    private static final int CHILDREN = 14;
    private static final Path PROC = Path.of("/proc");

    /** Of the process, its living descendants and those it has waited for. */
    public static Usage of(long pid) throws IOException {
        double sum = own(pid);
        for (var child : ProcessHandle.of(pid).stream()
                .flatMap(ProcessHandle::descendants)
                .toList()) {
            sum += own(child.pid());
        }
        return new Usage(sum);
    }

    private static double own(long pid) throws IOException {
        var stat = Files.readString(file(pid, "stat"), StandardCharsets.ISO_8859_1);
        var fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
        long ticks = 0;
        for (int i = USER; i <= CHILDREN; i++) {
            ticks += Long.parseLong(fields[i]);
        }
        return ticks / TICKS;
    }

    private static Path file(long pid, String name) {
        return PROC.resolve(Long.toString(pid)).resolve(name);
    }
}
