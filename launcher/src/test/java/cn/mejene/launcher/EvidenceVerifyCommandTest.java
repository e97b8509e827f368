package cn.mejene.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import cn.mejene.audit.tree.Checkpoint;
import cn.mejene.audit.tree.Commitment;
import cn.mejene.audit.tree.Leaf;
import cn.mejene.audit.tree.LogProof;
import cn.mejene.audit.tree.SigningKey;
import cn.mejene.audit.tree.VerifierKey;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

final class EvidenceVerifyCommandTest {
    private static final String ID = "evd_01kb3t6k3s8x5zq0m7w2d9c4vf";

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private SigningKey key;
    private Path file;

    @BeforeEach
    void bundle(@TempDir Path folder) throws IOException {
        var pair = SigningKey.make();
        key = SigningKey.of(new VerifierKey("example.com/log", VerifierKey.LOG, pair.publicKey()), pair.pkcs8());
        var text = "{\"decision\":\"confirmed\"}";
        var salt = new byte[32];
        var commitment = Commitment.of(Commitment.Kind.EVIDENCE, salt, text);
        var leaf = new Leaf(ID, Instant.parse("2026-11-22T09:30:00Z"), commitment);
        var checkpoint = key.sign(new Checkpoint("example.com/log", 1, leaf.hash()).text());
        var bundle = Map.of(
                "format",
                "mejene-evidence/1",
                "id",
                ID,
                "statement",
                Map.of("decision", "confirmed"),
                "text",
                text,
                "salt",
                Base64.getEncoder().encodeToString(salt),
                "proof",
                new LogProof(leaf.bytes(), 0, List.of(), checkpoint).toString(),
                "signature",
                key.sign(new String(leaf.bytes(), StandardCharsets.US_ASCII))
                        .signatures()
                        .getFirst(),
                "key",
                key.verifier().toString());
        file = folder.resolve("evidence.json");
        Files.write(file, new ObjectMapper().writeValueAsBytes(bundle));
    }

    private int run(String... arguments) {
        var command = new EvidenceVerifyCommand(
                new PrintStream(out, true, StandardCharsets.UTF_8), new OwnFolder(file.resolveSibling("own")));
        return new CommandLine(command).execute(arguments);
    }

    @Test
    void bundle_isSound_withTheKeyGivenOrNamed() {
        assertThat(run(file.toString(), "--key", key.verifier().toString())).isZero();
        assertThat(run(file.toString())).isZero();
        assertThat(out.toString(StandardCharsets.UTF_8))
                .contains("sound: " + ID)
                .containsPattern("(?s)WARNING.*sound.*WARNING|sound.*WARNING.*sound");
    }

    @Test
    void namedKey_hasToBeOneThatWasPinned_onceThereIsAny() throws IOException {
        var other = new VerifierKey(
                "example.com/log", VerifierKey.LOG, SigningKey.make().publicKey());
        var own = Files.createDirectories(file.resolveSibling("own"));
        Files.writeString(own.resolve("exports.key"), other + "\n");
        assertThat(run(file.toString())).isOne();

        Files.writeString(own.resolve("url-node.key"), key.verifier() + "\n");
        assertThat(run(file.toString())).isZero();
        assertThat(out.toString(StandardCharsets.UTF_8)).contains("another key").doesNotContain("WARNING");
    }

    @Test
    void bundle_provesNothing_withAnotherKey_orWhenItWasChanged() throws IOException {
        var other = new VerifierKey(
                "example.com/log", VerifierKey.LOG, SigningKey.make().publicKey());
        assertThat(run(file.toString(), "--key", other.toString())).isOne();

        Files.writeString(file, Files.readString(file).replace("confirmed", "declined"));
        assertThat(run(file.toString())).isOne();
        assertThat(out.toString(StandardCharsets.UTF_8)).contains("NOT SOUND");
    }
}
