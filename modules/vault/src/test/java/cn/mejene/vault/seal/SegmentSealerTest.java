package cn.mejene.vault.seal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SegmentSealerTest {
    private final SealKey key = SmallSegments.key(new byte[32], new byte[] {1});
    private final SealFormat format = key.format();
    private final SegmentSealer sealer = key.sealer(new SecureRandom());
    private final byte[] segment = new byte[SmallSegments.SIZE];

    @Test
    void seal_fails_afterTheLastSegment() {
        sealer.seal(segment, 3, true);
        assertThatThrownBy(() -> sealer.seal(segment, 3, true)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void seal_fails_whenASegmentBeforeTheLastIsNotFull() {
        assertThatThrownBy(() -> sealer.seal(segment, format.plainCapacity(0) - 1, false))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void seal_fails_whenTheLastSegmentOfAnObjectIsEmpty() {
        sealer.seal(segment, format.plainCapacity(0), false);
        assertThatThrownBy(() -> sealer.seal(segment, 0, true)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void seal_closesForGood_whenItFails() {
        assertThatThrownBy(() -> sealer.seal(new byte[60], 50, true)).isInstanceOf(RuntimeException.class);
        assertThatThrownBy(() -> sealer.seal(segment, 1, true)).isInstanceOf(IllegalStateException.class);
    }

    @ParameterizedTest
    @EnumSource(Suite.class)
    void seal_givesTheSameBytes_wholeAndInPieces(Suite suite) {
        var random = new Random(7);
        try (var key = SmallSegments.key(suite, new byte[32], new byte[] {1})) {
            var header = SealHeader.random(suite, new SecureRandom());
            var whole = key.sealer(header);
            var pieces = key.sealer(header);
            for (int index = 0; index < 3; index++) {
                boolean last = index == 2;
                byte[] plain = new byte[format.plainCapacity(index) - (last ? 5 : 0)];
                random.nextBytes(plain);
                assertThat(inPieces(pieces, index, plain, last)).isEqualTo(atOnce(whole, index, plain, last));
            }
        }
    }

    private byte[] atOnce(SegmentSealer sealer, int index, byte[] plain, boolean last) {
        System.arraycopy(plain, 0, segment, format.plainAt(index), plain.length);
        return Arrays.copyOf(segment, sealer.seal(segment, plain.length, last));
    }

    private byte[] inPieces(SegmentSealer sealer, int index, byte[] plain, boolean last) {
        var sealed = new ByteArrayOutputStream();
        for (int at = 0; at < plain.length; at += 32) {
            int length = Math.min(32, plain.length - at);
            int start = at == 0 ? format.plainAt(index) : 0;
            byte[] piece = new byte[SealFormat.HEADER + 32 + SealFormat.TAG];
            System.arraycopy(plain, at, piece, start, length);
            sealed.write(piece, 0, sealer.seal(piece, length, at + length == plain.length, last));
        }
        return sealed.toByteArray();
    }

    @Test
    void seal_fails_whenAPieceIsNoWholeBlocks_orItsSegmentBeganAsAnother() {
        assertThatThrownBy(() -> sealer.seal(segment, 17, false, true)).isInstanceOf(IllegalArgumentException.class);
        sealer.seal(segment, 16, false, true);
        assertThatThrownBy(() -> sealer.seal(segment, 16, false, false)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> sealer.seal(segment, 3, true)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void sealer_fails_whenTheKeyIsClosed() {
        key.close();
        assertThatThrownBy(() -> key.sealer(new SecureRandom())).isInstanceOf(IllegalStateException.class);
        assertThat(key).hasToString("SealKey[redacted]");
    }

    @Test
    void open_leavesNoPlaintext_whenTheTagIsWrong() {
        int length = sealer.seal(segment, 20, true);
        byte[] sealed = Arrays.copyOfRange(segment, SealFormat.HEADER, length);
        sealed[sealed.length - 1] ^= 1;
        byte[] plain = new byte[SmallSegments.SIZE];
        var opener = key.opener(Arrays.copyOf(segment, SealFormat.HEADER));
        assertThatThrownBy(() -> opener.open(0, true, sealed, sealed.length, plain))
                .isInstanceOf(IntegrityException.class)
                .hasNoCause();
        assertThat(plain).containsOnly(0);
    }

    @Test
    void derive_givesTheVectorOfRfc5869() {
        var hex = HexFormat.of();
        byte[] derived = new Hkdf()
                .derive(
                        hex.parseHex("0b".repeat(22)),
                        hex.parseHex("000102030405060708090a0b0c"),
                        hex.parseHex("f0f1f2f3f4f5f6f7f8f9"),
                        42);
        assertThat(hex.formatHex(derived))
                .isEqualTo("3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865");
    }

    @Test
    void warmUp_passes_onThisJdk() {
        assertThatCode(() -> new CryptoWarmUp().run(Duration.ofMillis(50))).doesNotThrowAnyException();
    }
}
