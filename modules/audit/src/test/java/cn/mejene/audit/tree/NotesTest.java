package cn.mejene.audit.tree;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Notes, checkpoints, proofs and tile paths in the forms of C2SP. */
final class NotesTest {
    /** The example of the Go package golang.org/x/mod/sumdb/note. */
    private static final String VERIFIER = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";

    private static final String NOTE = """
            If you think cryptography is the answer to your problem,
            then you don't know what your problem is.

            — PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=
            """;

    private static SigningKey key(String name, byte type) {
        var pair = SigningKey.make();
        return SigningKey.of(new VerifierKey(name, type, pair.publicKey()), pair.pkcs8());
    }

    @Test
    void note_verifies_whenAnotherImplementationSignedIt() {
        var key = VerifierKey.parse(VERIFIER);

        assertThat(SignedNote.parse(NOTE).isSignedBy(key)).isTrue();
        assertThat(SignedNote.parse(NOTE.replace("answer", "Answer")).isSignedBy(key))
                .isFalse();
        assertThat(key).hasToString(VERIFIER);
        assertThat(SignedNote.parse(NOTE)).hasToString(NOTE);
    }

    @Test
    void checkpoint_isReadBack_whenTheLogSignedIt_andByNoOtherKey() {
        var log = key("example.com/log", VerifierKey.LOG);
        var note = log.sign(new Checkpoint("example.com/log", 7, TreeHash.empty()).text());

        var read = Checkpoint.verified(SignedNote.parse(note.toString()), log.verifier());

        assertThat(read.size()).isEqualTo(7);
        assertThat(read.root()).isEqualTo(TreeHash.empty());
        var other = key("example.com/log", VerifierKey.LOG);
        assertThatThrownBy(() -> Checkpoint.verified(note, other.verifier()))
                .isInstanceOf(IllegalArgumentException.class);
        var elsewhere = log.sign(new Checkpoint("example.com/other", 7, TreeHash.empty()).text());
        assertThatThrownBy(() -> Checkpoint.verified(elsewhere, log.verifier()))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void cosignature_bindsTimeAndText() {
        var log = key("example.com/log", VerifierKey.LOG);
        var witness = key("witness.example", VerifierKey.WITNESS);
        var text = new Checkpoint("example.com/log", 7, TreeHash.empty()).text();
        var note = log.sign(text).with(witness.cosign(text, Instant.ofEpochSecond(1_679_315_147)));

        assertThat(note.isSignedBy(witness.verifier())).isTrue();
        assertThat(note.isSignedBy(log.verifier())).isTrue();
        assertThat(new SignedNote(text.replace("7", "8"), note.signatures()).isSignedBy(witness.verifier()))
                .isFalse();
    }

    @Test
    void proof_verifies_afterItTravelled() {
        var log = key("example.com/log", VerifierKey.LOG);
        var leaf = new Leaf("log_01kb3t6k3s8x5zq0m7w2d9c4va", Instant.parse("2026-11-22T09:30:00.120Z"), new byte[32]);
        var other = TreeHash.leaf(new byte[] {1});
        var root = TreeHash.node(other, leaf.hash());
        var proof = new LogProof(
                leaf.bytes(), 1, List.of(other), log.sign(new Checkpoint("example.com/log", 2, root).text()));

        var read = LogProof.parse(proof.toString());

        assertThat(read.verify(log.verifier()).at()).isEqualTo(leaf.at());
        assertThat(read).hasToString(proof.toString());
        var moved = LogProof.parse(proof.toString().replace("index 1", "index 0"));
        assertThatThrownBy(() -> moved.verify(log.verifier())).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void leaf_isRefused_whenItsTextIsNotExact() {
        var leaf = new Leaf("log_01kb3t6k3s8x5zq0m7w2d9c4va", Instant.parse("2026-11-22T09:30:00Z"), new byte[32]);
        var text = new String(leaf.bytes(), java.nio.charset.StandardCharsets.US_ASCII);

        assertThat(HexFormat.of().formatHex(Leaf.parse(leaf.bytes()).hash()))
                .isEqualTo(HexFormat.of().formatHex(leaf.hash()));
        for (var wrong : List.of(text + "\n", text.replace("00Z", "00.000Z"), text.replace("/1", "/2"), "")) {
            var bytes = wrong.getBytes(java.nio.charset.StandardCharsets.US_ASCII);
            assertThatThrownBy(() -> Leaf.parse(bytes)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void tilePath_isThatOfTheStandard() {
        assertThat(new TilePath(0, 1_234_067, 256)).hasToString("0/x001/x234/067");
        assertThat(new TilePath(1, 0, 17)).hasToString("1/000.p/17");
        assertThat(TilePath.parse("entries/x001/234.p/8")).isEqualTo(new TilePath(TilePath.ENTRIES, 1234, 8));
        for (var wrong : List.of("0/1", "0/x000/001", "0/000.p/256", "00/000", "64/000", "0/000.p/0", "0/../000")) {
            assertThatThrownBy(() -> TilePath.parse(wrong)).isInstanceOf(IllegalArgumentException.class);
        }
        // The example of a tree of 70,000 leaves.
        assertThat(TilePath.width(0, 273, 70_000)).isEqualTo(112);
        assertThat(TilePath.width(1, 1, 70_000)).isEqualTo(17);
        assertThat(TilePath.width(2, 0, 70_000)).isEqualTo(1);
        assertThat(TilePath.width(0, 274, 70_000)).isZero();
    }
}
