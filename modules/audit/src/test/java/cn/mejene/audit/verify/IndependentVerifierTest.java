package cn.mejene.audit.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import cn.mejene.audit.tree.Checkpoint;
import cn.mejene.audit.tree.Commitment;
import cn.mejene.audit.tree.Frontier;
import cn.mejene.audit.tree.Leaf;
import cn.mejene.audit.tree.SignedNote;
import cn.mejene.audit.tree.SigningKey;
import cn.mejene.audit.tree.VerifierKey;
import cn.mejene.kernel.Ids;
import cn.mejene.kernel.Json;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A second verifier, in another language and from the documentation alone, says the same of random logs. */
final class IndependentVerifierTest {
    private static final int LOGS = 1_000;
    private static final Instant AS_OF = Instant.parse("2030-06-01T00:00:00Z");
    private static final String ORIGIN = "example.com/log";

    private final Random random = new Random(43);

    /** One log, with all that may be wrong about it. */
    private record Log(String key, String checkpoint, String asOf, List<Entry> entries) {}

    private record Entry(
            String leaf, @Nullable String salt, @Nullable String text) {}

    @Test
    void verdicts_agree_onRandomLogs(@TempDir Path folder) throws Exception {
        var python = python(folder);
        assumeThat(python).as("python3").isPresent();
        var process = python.get();
        int sound = 0;
        try (var to = process.outputWriter();
                var from =
                        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (int i = 0; i < LOGS; i++) {
                var log = damaged(log(), i % 8);
                to.write(Json.text(log) + "\n");
                to.flush();
                var ours = ours(log, folder.resolve(Integer.toString(i)));
                assertThat(from.readLine()).as("log " + i).isEqualTo(ours);
                sound += ours.equals("sound") ? 1 : 0;
            }
        }
        assertThat(sound).isBetween(LOGS / 10, LOGS / 2);
    }

    private static Optional<Process> python(Path folder) throws IOException {
        var script = folder.resolve("verify_log.py");
        try (var in = IndependentVerifierTest.class.getResourceAsStream("/verify_log.py")) {
            Files.copy(java.util.Objects.requireNonNull(in), script, StandardCopyOption.REPLACE_EXISTING);
        }
        try {
            return Optional.of(new ProcessBuilder("python3", script.toString())
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start());
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private Log log() {
        var pair = SigningKey.make();
        var key = SigningKey.of(new VerifierKey(ORIGIN, VerifierKey.LOG, pair.publicKey()), pair.pkcs8());
        var tree = new Frontier();
        var entries = new ArrayList<Entry>();
        int size = 1 + random.nextInt(24);
        for (int i = 0; i < size; i++) {
            // Half of them older than three years, to the second around the boundary.
            var at = AS_OF.minus(random.nextInt(6 * 365), ChronoUnit.DAYS).minusMillis(random.nextInt(86_400_000));
            var id = Ids.make("log");
            var text = Json.text(Map.of("id", id, "at", at.toString(), "x", random.nextInt()));
            var salt = new byte[32];
            random.nextBytes(salt);
            var leaf = new Leaf(id, at, Commitment.of(Commitment.Kind.LOG_ENTRY, salt, text));
            tree.append(leaf.hash());
            boolean gone = random.nextInt(4) == 0 && !AS_OF.isBefore(ThreeYears.after(at));
            entries.add(new Entry(
                    new String(leaf.bytes(), StandardCharsets.US_ASCII),
                    gone ? null : Base64.getEncoder().encodeToString(salt),
                    gone ? null : text));
        }
        var note = key.sign(new Checkpoint(ORIGIN, size, tree.root()).text());
        return new Log(key.verifier().toString(), note.toString(), AS_OF.toString(), entries);
    }

    private Log damaged(Log log, int how) {
        var entries = new ArrayList<>(log.entries());
        int at = random.nextInt(entries.size());
        var entry = entries.get(at);
        var checkpoint = log.checkpoint();
        switch (how) {
            case 0 -> entries.set(at, new Entry(entry.leaf(), null, null));
            case 1 ->
                entries.set(
                        at, new Entry(entry.leaf(), entry.salt(), entry.text() == null ? null : entry.text() + " "));
            case 2 -> entries.set(at, entries.set(0, entry));
            case 3 -> entries.set(at, new Entry(entry.leaf().replaceFirst("\\d\n", "\n"), entry.salt(), entry.text()));
            case 4 -> checkpoint = checkpoint.replaceFirst("\n[0-9]", "\n9");
            case 5 -> checkpoint = log().checkpoint();
            default -> {
                // As it is.
            }
        }
        return new Log(log.key(), checkpoint, log.asOf(), entries);
    }

    private static String ours(Log log, Path memory) throws IOException {
        var verdict = new LogVerifier(new Memory(memory), Optional.of(VerifierKey.parse(log.key())), Optional.empty())
                .verify(new Copy(log));
        if (verdict.sound()) {
            return "sound";
        }
        boolean own = verdict.firstBad().isPresent()
                && !verdict.why().contains("root")
                && !verdict.why().equals("the entry is missing");
        return own ? "bad " + verdict.firstBad().getAsLong() : "head";
    }

    private record Copy(Log log) implements LogCopy {
        @Override
        public VerifierKey key() {
            return VerifierKey.parse(log.key());
        }

        @Override
        public Optional<SignedNote> checkpoint() {
            return Optional.of(SignedNote.parse(log.checkpoint()));
        }

        @Override
        public boolean hasBodies() {
            return true;
        }

        @Override
        public Instant asOf() {
            return Instant.parse(log.asOf());
        }

        @Override
        public void read(long size, Reader reader) {
            boolean more = true;
            for (int i = 0; more && i < Math.min(size, log.entries().size()); i++) {
                var entry = log.entries().get(i);
                more = reader.read(new Entry(
                        i,
                        null,
                        entry.leaf().getBytes(StandardCharsets.US_ASCII),
                        entry.salt() == null ? null : Base64.getDecoder().decode(entry.salt()),
                        entry.text(),
                        null));
            }
        }

        @Override
        public void close() {
            // Nothing is open.
        }
    }
}
