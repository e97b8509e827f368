package cn.mejene.audit.verify;

import static org.assertj.core.api.Assertions.assertThat;

import cn.mejene.audit.tree.Checkpoint;
import cn.mejene.audit.tree.Commitment;
import cn.mejene.audit.tree.Frontier;
import cn.mejene.audit.tree.Leaf;
import cn.mejene.audit.tree.NodeReader;
import cn.mejene.audit.tree.Proofs;
import cn.mejene.audit.tree.SignedNote;
import cn.mejene.audit.tree.SigningKey;
import cn.mejene.audit.tree.Tree;
import cn.mejene.audit.tree.TreeHash;
import cn.mejene.audit.tree.VerifierKey;
import cn.mejene.kernel.Ids;
import cn.mejene.kernel.Json;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
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
        var process = python();
        int sound = 0;
        try (var to = process.outputWriter();
                var from =
                        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (int i = 0; i < LOGS; i++) {
                var log = damaged(log(i % 50 == 0 ? 600 : 24), i % 8);
                to.write(Json.text(log) + "\n");
                to.flush();
                var ours = ours(log, folder.resolve(Integer.toString(i)));
                assertThat(from.readLine()).as("log " + i).isEqualTo(ours);
                sound += ours.equals("sound") ? 1 : 0;
            }
        }
        assertThat(sound).isBetween(LOGS / 10, LOGS / 2);
    }

    /** Without python3 nothing is proven, so the test fails. */
    private static Process python() throws Exception {
        var script = Path.of(Objects.requireNonNull(IndependentVerifierTest.class.getResource("/verify_log.py"))
                .toURI());
        return new ProcessBuilder("python3", script.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    /** @param first so many leaves of the tree are proven to begin it, or the leaf before them to be in it */
    private record Asked(String proof, long first, long size, String start, String root, List<String> path) {}

    @Test
    void proofs_agree_onRandomTrees() throws Exception {
        var process = python();
        int held = 0;
        try (var to = process.outputWriter();
                var from =
                        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (int i = 0; i < LOGS; i++) {
                var proof = proof(1 + random.nextInt(600), i % 2 == 0, i % 5 == 0);
                to.write(Json.text(proof) + "\n");
                to.flush();
                boolean ours = holds(proof);
                assertThat(from.readLine()).as("proof " + i).isEqualTo(ours ? "holds" : "fails");
                held += ours ? 1 : 0;
            }
        }
        assertThat(held).isGreaterThan(LOGS / 2).isLessThan(LOGS * 9 / 10);
    }

    private Asked proof(int size, boolean inclusion, boolean damaged) {
        var nodes = new HashMap<String, byte[]>();
        var tree = new Frontier();
        var roots = new ArrayList<byte[]>(List.of(tree.root()));
        for (int i = 0; i < size; i++) {
            tree.append(bytes(), (level, index, hash) -> nodes.put(level + "/" + index, hash));
            roots.add(tree.root());
        }
        NodeReader reader = (level, index) -> Objects.requireNonNull(nodes.get(level + "/" + index));
        int first = 1 + random.nextInt(size);
        var path = inclusion
                ? Tree.inclusion(first - 1, size, reader)
                : new ArrayList<>(Tree.consistency(first, size, reader));
        if (damaged && !path.isEmpty()) {
            path = new ArrayList<>(path);
            path.set(random.nextInt(path.size()), bytes());
        }
        var start = inclusion ? reader.hash(0, first - 1) : roots.get(first);
        return new Asked(
                inclusion ? "inclusion" : "consistency",
                first,
                size,
                hex(start),
                hex(roots.getLast()),
                path.stream().map(IndependentVerifierTest::hex).toList());
    }

    private byte[] bytes() {
        var bytes = new byte[TreeHash.SIZE];
        random.nextBytes(bytes);
        return bytes;
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }

    private static boolean holds(Asked asked) {
        var hex = HexFormat.of();
        var start = hex.parseHex(asked.start());
        var root = hex.parseHex(asked.root());
        var path = asked.path().stream().map(hex::parseHex).toList();
        return asked.proof().equals("inclusion")
                ? Proofs.includes(asked.first() - 1, start, asked.size(), root, path)
                : Proofs.consistent(asked.first(), start, asked.size(), root, path);
    }

    private Log log(int most) {
        var pair = SigningKey.make();
        var key = SigningKey.of(new VerifierKey(ORIGIN, VerifierKey.LOG, pair.publicKey()), pair.pkcs8());
        var tree = new Frontier();
        var entries = new ArrayList<Entry>();
        int size = 1 + random.nextInt(most);
        for (int i = 0; i < size; i++) {
            // Half of them older than three years, to the second around the boundary; the newest is of the last day.
            var days = i == size - 1 ? 0 : random.nextInt(6 * 365);
            var at = AS_OF.minus(days, ChronoUnit.DAYS).minusMillis(random.nextInt(86_400_000));
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
        var asOf = log.asOf();
        switch (how) {
            case 0 -> entries.set(at, new Entry(entry.leaf(), null, null));
            case 1 ->
                entries.set(
                        at, new Entry(entry.leaf(), entry.salt(), entry.text() == null ? null : entry.text() + " "));
            case 2 -> entries.set(at, entries.set(0, entry));
            case 3 -> entries.set(at, new Entry(entry.leaf().replaceFirst("\\d\n", "\n"), entry.salt(), entry.text()));
            case 4 -> checkpoint = checkpoint.replaceFirst("\n[0-9]", "\n9");
            case 5 -> checkpoint = log(24).checkpoint();
            case 6 -> {
                entries.set(at, new Entry(entry.leaf(), null, null));
                asOf = AS_OF.plus(4 * 365, ChronoUnit.DAYS).toString();
            }
            default -> {
                // As it is.
            }
        }
        return new Log(log.key(), checkpoint, asOf, entries);
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
