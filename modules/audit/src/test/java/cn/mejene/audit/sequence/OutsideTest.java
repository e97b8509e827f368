package cn.mejene.audit.sequence;

import static org.assertj.core.api.Assertions.assertThat;

import cn.mejene.audit.tree.Checkpoint;
import cn.mejene.audit.tree.SignedNote;
import cn.mejene.audit.tree.SigningKey;
import cn.mejene.audit.tree.TreeHash;
import cn.mejene.audit.tree.VerifierKey;
import cn.mejene.kernel.Problem;
import cn.mejene.kernel.event.Bulletin;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** After a change of hands this machine's folder may be older than what was signed elsewhere. */
final class OutsideTest {
    private static final String ORIGIN = "example.com/log";

    private boolean away;
    private final SigningKey key = key();
    private final SignedNote elsewhere = signed(9);
    private final Bulletin kafka = new Bulletin() {
        @Override
        public void post(String topic, String text) {
            throw new AssertionError();
        }

        @Override
        public List<String> latest(String topic, int most) {
            if (away) {
                throw Problem.unavailable("Kafka cannot be reached.");
            }
            return List.of(elsewhere.toString());
        }
    };

    private static SigningKey key() {
        var pair = SigningKey.make();
        return SigningKey.of(new VerifierKey(ORIGIN, VerifierKey.LOG, pair.publicKey()), pair.pkcs8());
    }

    private SignedNote signed(long size) {
        return key.sign(new Checkpoint(ORIGIN, size, TreeHash.empty()).text());
    }

    @Test
    void nothingIsKnown_afterAChangeOfHands_beforeKafkaHasBeenRead(@TempDir Path root) {
        var folder = new LogFolder(root);
        folder.write(signed(5));
        var outside = new Outside(folder, kafka, key::verifier);

        assertThat(Objects.requireNonNull(outside.known(1).orElseThrow()).stream()
                        .map(note -> Checkpoint.of(note).size()))
                .containsExactly(9L, 5L);
        away = true;
        assertThat(outside.known(1)).as("the same hands go on").isPresent();
        assertThat(outside.known(2)).as("new hands").isEmpty();
    }
}
