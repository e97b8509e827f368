package cn.mejene.vault.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cn.mejene.vault.Wycheproof;
import cn.mejene.vault.seal.IntegrityException;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is sealed and authenticated under one key, by the vectors for keys of 32 bytes. */
class WycheproofKeyTest {
    @Test
    void open_answersAsPublished_forEachVector() {
        var vectors = ours("aes_gcm_test.json");

        for (var vector : vectors) {
            var key = new Key(vector.bytes("key"));
            var sealed = vector.bytes("iv", "ct", "tag");
            if (vector.isValid()) {
                assertThat(key.open(sealed, vector.bytes("aad")))
                        .as("%s", vector)
                        .isEqualTo(vector.bytes("msg"));
            } else {
                assertThatThrownBy(() -> key.open(sealed, vector.bytes("aad")))
                        .as("%s", vector)
                        .isInstanceOf(IntegrityException.class);
            }
        }
        assertThat(vectors).hasSize(48);
    }

    @Test
    void mac_answersAsPublished_forEachVector() {
        var vectors = ours("hmac_sha256_test.json");

        for (var vector : vectors) {
            var tag = vector.bytes("tag");
            var made = Arrays.copyOf(new Key(vector.bytes("key")).mac(vector.bytes("msg")), tag.length);
            assertThat(Arrays.equals(made, tag)).as("%s", vector).isEqualTo(vector.isValid());
        }
        assertThat(vectors).hasSize(162);
    }

    private static List<Wycheproof> ours(String file) {
        return Wycheproof.of(file).stream()
                .filter(vector -> vector.bytes("key").length == Key.LENGTH)
                .toList();
    }
}
