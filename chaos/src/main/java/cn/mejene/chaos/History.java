package cn.mejene.chaos;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What happened, one JSON object a line: every try of every call, every fault, every violation. Holds neither tokens nor
 * phone numbers. Thread-safe; each line is in the file when the method returns.
 */
public final class History implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path file;
    private final InstantSource clock;
    private final BufferedWriter out;

    /**
     * One try of one call.
     *
     * @param actor who called
     * @param node whom
     * @param operation what for, in one word
     * @param key the idempotency key, or empty
     * @param number which try of this call, from 1
     */
    public record Try(String actor, int node, String operation, String key, int number) {}

    private History(Path file, InstantSource clock) throws IOException {
        this.file = file;
        this.clock = clock;
        this.out = Files.newBufferedWriter(file);
    }

    /** @throws IOException when the file can't be made */
    public static History open(Path file, InstantSource clock) throws IOException {
        return new History(file, clock);
    }

    /** Another one beside this, told by the same clock. */
    public History beside(String name) throws IOException {
        return open(file.resolveSibling(name), clock);
    }

    public Path file() {
        return file;
    }

    /** @param outcome a status with its code, or what broke */
    public void call(Try call, String outcome, long millis) {
        var line = line("call");
        line.put("actor", call.actor());
        line.put("node", call.node());
        line.put("operation", call.operation());
        line.put("key", call.key());
        line.put("try", call.number());
        line.put("outcome", outcome);
        line.put("millis", millis);
        write(line);
    }

    /** @param phase {@code strikes}, {@code healed} or a word of the fault's own */
    public void fault(String fault, String phase) {
        var line = line("fault");
        line.put("fault", fault);
        line.put("phase", phase);
        write(line);
    }

    void violation(Zero zero, String detail) {
        var line = line("violation");
        line.put("zero", zero.name());
        line.put("detail", detail);
        write(line);
    }

    private Map<String, Object> line(String kind) {
        var line = new LinkedHashMap<String, Object>();
        line.put("at", clock.instant().toString());
        line.put("kind", kind);
        return line;
    }

    private synchronized void write(Map<String, Object> line) {
        try {
            out.write(JSON.writeValueAsString(line));
            out.newLine();
            out.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public synchronized void close() throws IOException {
        out.close();
    }
}
