package cn.mejene.vault.seal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TamperTest {
    private final Random random = new Random(3);
    private final byte[] dataKey = bytes(32);
    private final byte[] identity = bytes(24);
    private final SealKey key = SmallSegments.key(suite(), dataKey, identity);

    Suite suite() {
        return Suite.AES_256_GCM;
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 72, 73, 184, 300})
    void open_neverGivesOtherBytes_whenTheObjectIsDamaged(int size) {
        byte[] plain = bytes(size);
        byte[] sealed = SealedBytes.seal(key, plain);
        byte[] other = SealedBytes.seal(key, bytes(size));
        Damage.of(sealed, other, SmallSegments.SIZE).forEach(damaged -> {
            // given the recorded size, whole: must fail
            assertThatThrownBy(() -> SealedBytes.open(key, damaged, size, 0, size))
                    .isInstanceOf(IntegrityException.class);
            // by range: the original bytes, or a failure
            int from = size == 0 ? 0 : random.nextInt(size);
            int to = size == 0 ? 0 : from + 1 + random.nextInt(size - from);
            assertOriginalOrFailure(damaged, plain, from, to);
        });
    }

    @Test
    void open_neverEndsClean_whenTheRecordedSizeIsForgedToMatch() {
        byte[] plain = bytes(300);
        byte[] sealed = SealedBytes.seal(key, plain);
        for (int size = 0; size < plain.length; size++) {
            int forged = size;
            byte[] cut = Arrays.copyOf(sealed, (int) key.format().ciphertextLength(forged));
            assertThatThrownBy(() -> SealedBytes.open(key, cut, forged, 0, forged))
                    .isInstanceOf(IntegrityException.class);
        }
    }

    @Test
    void open_fails_whenTheIdentityOrKeyIsAnother() {
        byte[] sealed = SealedBytes.seal(key, bytes(200));
        for (int i = 0; i < identity.length; i++) {
            byte[] changed = identity.clone();
            changed[i] ^= 1;
            var wrong = SmallSegments.key(suite(), dataKey, changed);
            assertThatThrownBy(() -> SealedBytes.open(wrong, sealed, 200, 0, 200))
                    .isInstanceOf(IntegrityException.class);
        }
        var wrong = SmallSegments.key(suite(), bytes(32), identity);
        assertThatThrownBy(() -> SealedBytes.open(wrong, sealed, 200, 0, 200)).isInstanceOf(IntegrityException.class);
    }

    private void assertOriginalOrFailure(byte[] damaged, byte[] plain, int from, int to) {
        byte[] opened;
        try {
            opened = SealedBytes.open(key, damaged, plain.length, from, to);
        } catch (IntegrityException expected) {
            return;
        }
        assertThat(opened).isEqualTo(Arrays.copyOfRange(plain, from, to));
    }

    private byte[] bytes(int size) {
        byte[] bytes = new byte[size];
        random.nextBytes(bytes);
        return bytes;
    }
}
