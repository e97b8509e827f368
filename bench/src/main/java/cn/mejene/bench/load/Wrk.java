package cn.mejene.bench.load;

import cn.mejene.bench.peer.MissingPeer;
import cn.mejene.bench.peer.Workshop;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Small requests as fast as they are answered, by wrk. Immutable. */
public final class Wrk {
    private static final Pattern RATE = Pattern.compile("Requests/sec:\\s+([0-9.]+)");
    private static final Pattern BAD = Pattern.compile("Non-2xx or 3xx responses: (\\d+)");
    private static final Pattern BROKEN = Pattern.compile("Socket errors: .*");
    private static final int CONNECTIONS = 64;
    private static final int SECONDS = 3;

    private final Path program;

    private Wrk(Path program) {
        this.program = program;
    }

    /**
     * What is asked for, again and again.
     *
     * @param good whether every answer must be a 2xx; the answer to a call that is refused is none
     * @param script what makes each request another one, in Lua; nothing where all are the same
     */
    public record Target(String url, List<String> headers, boolean good, Optional<Path> script) {
        public Target(String url, List<String> headers, boolean good) {
            this(url, headers, good, Optional.empty());
        }
    }

    /** @throws MissingPeer when it is not installed */
    public static Wrk of(Workshop workshop) throws MissingPeer {
        return new Wrk(workshop.program("wrk", "install it (Debian: apt install wrk)"));
    }

    /** Requests a second, answered as they should be. */
    public double rate(Target target) throws IOException {
        var command = new ArrayList<>(
                List.of(program.toString(), "-t1", "-c" + CONNECTIONS, "-d" + SECONDS + "s", target.url()));
        target.script().ifPresent(script -> command.addAll(List.of("-s", script.toString())));
        target.headers().forEach(header -> command.addAll(List.of("-H", header)));
        var process = new ProcessBuilder(command).redirectErrorStream(true).start();
        var told = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        var rate = RATE.matcher(told);
        boolean wrong = target.good() == BAD.matcher(told).find();
        if (!rate.find() || wrong || BROKEN.matcher(told).find()) {
            throw new IOException("wrk at " + target.url() + ": " + told.strip());
        }
        return Double.parseDouble(rate.group(1));
    }
}
