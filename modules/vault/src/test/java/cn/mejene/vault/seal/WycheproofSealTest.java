package cn.mejene.vault.seal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cn.mejene.vault.Wycheproof;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.List;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;

/** What segments are sealed with and their keys derived by; segments carry no associated data. */
class WycheproofSealTest {
    @Test
    void aesGcm_answersAsPublished_forEachVector() throws GeneralSecurityException {
        var vectors = withoutAssociatedData();

        for (var vector : vectors) {
            var cipher = new AesGcm(new SecretKeySpec(vector.bytes("key"), "AES"));
            var sealed = vector.bytes("ct", "tag");
            var plain = new byte[sealed.length];
            if (vector.isValid()) {
                assertThat(sealed(cipher, vector)).as("%s", vector).isEqualTo(sealed);
                int length = cipher.open(vector.bytes("iv"), sealed, sealed.length, plain);
                assertThat(Arrays.copyOf(plain, length)).as("%s", vector).isEqualTo(vector.bytes("msg"));
            } else {
                assertThatThrownBy(() -> cipher.open(vector.bytes("iv"), sealed, sealed.length, plain))
                        .as("%s", vector)
                        .isInstanceOf(GeneralSecurityException.class);
            }
        }
        assertThat(vectors).hasSize(118);
    }

    @Test
    void hkdf_answersAsPublished_forEachVector() {
        var hkdf = new Hkdf();
        var vectors = Wycheproof.of("hkdf_sha256_test.json");

        for (var vector : vectors) {
            if (vector.isValid()) {
                assertThat(derived(hkdf, vector)).as("%s", vector).isEqualTo(vector.bytes("okm"));
            } else {
                assertThatThrownBy(() -> derived(hkdf, vector))
                        .as("%s", vector)
                        .isInstanceOf(IllegalStateException.class);
            }
        }
        assertThat(vectors).hasSize(105);
    }

    private static byte[] derived(Hkdf hkdf, Wycheproof vector) {
        return hkdf.derive(vector.bytes("ikm"), vector.bytes("salt"), vector.bytes("info"), vector.number("size"));
    }

    private static byte[] sealed(AesGcm cipher, Wycheproof vector) throws GeneralSecurityException {
        var message = vector.bytes("msg");
        var array = Arrays.copyOf(message, message.length + SealFormat.TAG);
        int length = cipher.seal(vector.bytes("iv"), array, 0, message.length);
        return Arrays.copyOf(array, length);
    }

    private static List<Wycheproof> withoutAssociatedData() {
        return Wycheproof.of("aes_gcm_test.json").stream()
                .filter(vector -> vector.bytes("aad").length == 0)
                .toList();
    }
}
