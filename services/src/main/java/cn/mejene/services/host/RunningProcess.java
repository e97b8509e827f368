package cn.mejene.services.host;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A process of this machine, ours or not, as Linux shows it under {@code /proc}. Everything read may be out of date
 * the moment it is read; a process that has ended and only waits to be reaped counts as gone.
 *
 * @param pid the process id
 */
public record RunningProcess(long pid) {
    private static final Path PROC = Path.of("/proc");
    private static final long POLL_MILLIS = 20;

    /**
     * All processes that are visible now.
     *
     * @throws IOException when {@code /proc} can't be read
     */
    public static List<RunningProcess> all() throws IOException {
        try (var entries = Files.list(PROC)) {
            return entries.map(entry -> entry.getFileName().toString())
                    .filter(name -> name.chars().allMatch(Character::isDigit))
                    .map(name -> new RunningProcess(Long.parseLong(name)))
                    .toList();
        }
    }

    /** Whether it runs; false for a zombie, which a container without a reaper keeps for ever. */
    public boolean isAlive() {
        try {
            var stat = Files.readString(file("stat"), StandardCharsets.ISO_8859_1);
            // The state follows the command, which stands in parentheses and may itself hold any character.
            var state = stat.charAt(stat.lastIndexOf(')') + 2);
            return state != 'Z' && state != 'X';
        } catch (IOException gone) {
            return false;
        }
    }

    /** The command line, empty when it may not be read or the process is gone. */
    public List<String> arguments() {
        try {
            var line = Files.readString(file("cmdline"), StandardCharsets.ISO_8859_1);
            return line.isEmpty() ? List.of() : List.of(line.split("\0"));
        } catch (IOException goneOrForeign) {
            return List.of();
        }
    }

    /** Its environment as it was started with, empty when it may not be read or the process is gone. */
    public Map<String, String> environment() {
        try {
            var all = Files.readString(file("environ"), StandardCharsets.UTF_8);
            return Arrays.stream(all.split("\0"))
                    .filter(entry -> entry.indexOf('=') > 0)
                    .collect(Collectors.toMap(
                            entry -> entry.substring(0, entry.indexOf('=')),
                            entry -> entry.substring(entry.indexOf('=') + 1)));
        } catch (IOException goneOrForeign) {
            return Map.of();
        }
    }

    /** The program file it runs. */
    public Optional<Path> program() {
        return link("exe");
    }

    /** Its current folder. */
    public Optional<Path> workingFolder() {
        return link("cwd");
    }

    /**
     * Sends a signal; nothing happens when the process is gone.
     *
     * @param name as in {@code kill -s}, for instance {@code INT}
     * @throws IOException when no signal can be sent at all
     */
    public void signal(String name) throws IOException {
        // ProcessHandle knows only TERM and KILL; "kill" is built into every sh.
        var sender = new ProcessBuilder("/bin/sh", "-c", "kill -s \"$0\" \"$1\" 2>/dev/null", name, Long.toString(pid))
                .start();
        try {
            sender.waitFor();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Waits until the process is gone; false when it still runs at the end of the time. */
    public boolean awaitExit(Duration limit) {
        var end = System.nanoTime() + limit.toNanos();
        while (isAlive()) {
            if (System.nanoTime() > end || !pause()) {
                return false;
            }
        }
        return true;
    }

    /** Bytes of it in memory now. */
    public long resident() throws IOException {
        return status("VmRSS:");
    }

    /** The most bytes of it in memory since {@link #forgetPeak}. */
    public long peak() throws IOException {
        return status("VmHWM:");
    }

    /** Starts counting the peak anew; needs the same account. */
    public void forgetPeak() throws IOException {
        Files.writeString(file("clear_refs"), "5");
    }

    private long status(String key) throws IOException {
        return Files.readString(file("status"))
                .lines()
                .filter(line -> line.startsWith(key))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) << 10)
                .findFirst()
                .orElseThrow(() -> new IOException("no " + key + " of process " + pid));
    }

    private Optional<Path> link(String name) {
        try {
            return Optional.of(Files.readSymbolicLink(file(name)));
        } catch (IOException goneOrForeign) {
            return Optional.empty();
        }
    }

    private Path file(String name) {
        return PROC.resolve(Long.toString(pid)).resolve(name);
    }

    private static boolean pause() {
        try {
            Thread.sleep(POLL_MILLIS);
            return true;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
