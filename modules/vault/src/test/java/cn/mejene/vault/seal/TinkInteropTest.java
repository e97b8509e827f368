package cn.mejene.vault.seal;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.crypto.tink.subtle.AesGcmHkdfStreaming;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TinkInteropTest {
    private static final int FIRST = (1 << 20) - 56;
    private static final int SEGMENT = (1 << 20) - 16;

    private final Random random = new Random(11);
    private final byte[] dataKey = bytes(32);
    private final byte[] identity = bytes(60);

    @ParameterizedTest
    @ValueSource(
            ints = {
                0,
                1,
                SEGMENT - 1,
                SEGMENT,
                SEGMENT + 1,
                FIRST - 1,
                FIRST,
                FIRST + 1,
                FIRST + SEGMENT,
                2 * SEGMENT,
                1 << 20,
                2 << 20,
                5 << 20
            })
    void tinkOpensOurs_andWeOpenTinks_whateverTheSize(int size) throws GeneralSecurityException, IOException {
        byte[] plain = bytes(size);
        var tink = new AesGcmHkdfStreaming(dataKey, "HmacSha256", 32, 1 << 20, 0);
        try (var key = new SealKey(dataKey, identity)) {
            byte[] ours = SealedBytes.seal(key, plain);
            assertThat(tink.newDecryptingStream(new ByteArrayInputStream(ours), identity)
                            .readAllBytes())
                    .isEqualTo(plain);

            var theirs = new ByteArrayOutputStream();
            try (var sealing = tink.newEncryptingStream(theirs, identity)) {
                sealing.write(plain);
            }
            assertThat(SealedBytes.open(key, theirs.toByteArray(), size, 0, size))
                    .isEqualTo(plain);
        }
    }

    private byte[] bytes(int size) {
        byte[] bytes = new byte[size];
        random.nextBytes(bytes);
        return bytes;
    }
}
