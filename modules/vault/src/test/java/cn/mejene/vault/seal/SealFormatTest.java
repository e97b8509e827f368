package cn.mejene.vault.seal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.crypto.tink.subtle.AesGcmHkdfStreaming;
import java.security.GeneralSecurityException;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SealFormatTest {
    private static final int FIRST = (1 << 20) - 56;
    private static final int SEGMENT = (1 << 20) - 16;

    private final SealFormat format = SealFormat.AES256_GCM_HKDF_1MB;

    @ParameterizedTest
    @ValueSource(longs = {0, 1, FIRST - 1, FIRST, FIRST + 1, FIRST + SEGMENT, FIRST + SEGMENT + 1, 5L << 31, 1L << 45})
    void ciphertextLength_equalsTinks_whateverTheSize(long size) throws GeneralSecurityException {
        var tink = new AesGcmHkdfStreaming(new byte[32], "HmacSha256", 32, 1 << 20, 0);
        long expected = size == 0 ? 56 : tink.expectedCiphertextSize(size);
        assertThat(format.ciphertextLength(size)).isEqualTo(expected);
    }

    @Test
    void segments_tileTheObject_whateverTheSize() {
        var random = new Random(7);
        for (int round = 0; round < 500; round++) {
            long size = random.nextLong(1L << random.nextInt(1, 40));
            int count = format.segmentCount(size);
            int last = count - 1;
            assertThat(format.plainStart(last) + format.plainLength(last, size)).isEqualTo(size);
            assertThat(format.sealedStart(last) + format.sealedLength(last, size))
                    .isEqualTo(format.ciphertextLength(size));
            long offset = size == 0 ? 0 : random.nextLong(size);
            int index = format.segmentOf(offset);
            assertThat(offset)
                    .isBetween(format.plainStart(index), format.plainStart(index) + format.plainCapacity(index) - 1);
        }
    }

    @Test
    void arithmetic_isExact_atTheLargestSize() {
        long largest = format.maxPlain();
        assertThat(format.segmentCount(largest)).isEqualTo(Integer.MAX_VALUE);
        assertThat(format.ciphertextLength(largest)).isEqualTo((long) Integer.MAX_VALUE << 20);
        assertThatThrownBy(() -> format.ciphertextLength(largest + 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> format.segmentCount(-1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> format.plainLength(1, FIRST)).isInstanceOf(IllegalArgumentException.class);
    }
}
