package cn.mejene.audit.verify;

import cn.mejene.audit.tree.Checkpoint;
import cn.mejene.audit.tree.SignedNote;
import cn.mejene.audit.tree.VerifierKey;
import cn.mejene.kernel.Json;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The log as one file of JSON lines: a head with key, checkpoint and time, then an entry a line, in order. What an
 * auditor takes away. Holds pseudonymous bodies: to be kept like the log.
 */
public final class ExportCopy implements LogCopy {
    private static final String FORMAT = "mejene-log/1";

    private final BufferedReader lines;
    private final Head head;

    private record Head(String format, String key, String checkpoint, Instant asOf) {}

    /** @param salt base 64; null, like the text, when the body is gone */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    private record Line(
            long index,
            @Nullable String leaf,
            @Nullable String salt,
            @Nullable String text) {}

    public ExportCopy(Path file) throws IOException {
        this.lines = Files.newBufferedReader(file);
        var first = lines.readLine();
        this.head = Json.read((first == null ? "" : first).getBytes(StandardCharsets.UTF_8), Head.class);
        if (!head.format().equals(FORMAT)) {
            throw new IOException("not an export of the log");
        }
    }

    /** Writes a copy to a new file. */
    public static void write(LogCopy copy, Path file) throws IOException {
        var note = copy.checkpoint().orElseThrow(() -> new IOException("there is no checkpoint yet"));
        long size = Checkpoint.of(note).size();
        try (var out = Files.newBufferedWriter(file, StandardOpenOption.CREATE_NEW)) {
            line(out, new Head(FORMAT, copy.key().toString(), note.toString(), copy.asOf()));
            copy.read(size, entry -> {
                line(out, line(entry));
                return true;
            });
        }
    }

    private static Line line(Entry entry) {
        var leaf = entry.leaf();
        var salt = entry.salt();
        return new Line(
                entry.index(),
                leaf == null ? null : new String(leaf, StandardCharsets.US_ASCII),
                salt == null ? null : Base64.getEncoder().encodeToString(salt),
                entry.text());
    }

    private static void line(BufferedWriter out, Object value) {
        try {
            out.write(Json.text(value));
            out.write('\n');
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public VerifierKey key() {
        return VerifierKey.parse(head.key());
    }

    @Override
    public Optional<SignedNote> checkpoint() {
        return Optional.of(SignedNote.parse(head.checkpoint()));
    }

    @Override
    public boolean hasBodies() {
        return true;
    }

    @Override
    public Instant asOf() {
        return head.asOf();
    }

    @Override
    public void read(long size, Reader reader) throws IOException {
        boolean more = true;
        for (var line = lines.readLine(); more && line != null; line = lines.readLine()) {
            var entry = Json.read(line.getBytes(StandardCharsets.UTF_8), Line.class);
            more = entry.index() < size && reader.read(entry(entry));
        }
    }

    private static Entry entry(Line line) {
        var leaf = line.leaf();
        var salt = line.salt();
        return new Entry(
                line.index(),
                null,
                leaf == null ? null : leaf.getBytes(StandardCharsets.US_ASCII),
                salt == null ? null : Base64.getDecoder().decode(salt),
                line.text(),
                null);
    }

    @Override
    public void close() throws IOException {
        lines.close();
    }
}
