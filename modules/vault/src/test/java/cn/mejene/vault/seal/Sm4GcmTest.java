package cn.mejene.vault.seal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import org.bouncycastle.crypto.CryptoException;
import org.bouncycastle.crypto.digests.SM3Digest;
import org.bouncycastle.crypto.engines.SM4Engine;
import org.bouncycastle.crypto.macs.HMac;
import org.bouncycastle.crypto.params.KeyParameter;
import org.junit.jupiter.api.Test;

/** Published vectors of SM3, SM4 and SM4-GCM, and what is built of them. */
final class Sm4GcmTest {
    private static final HexFormat HEX = HexFormat.of();
    private static final byte[] KEY = HEX.parseHex("0123456789abcdeffedcba9876543210");
    /** RFC 8998, A.1. */
    private static final byte[] NONCE = HEX.parseHex("00001234567800000000abcd");

    private static final byte[] DATA = HEX.parseHex("feedfacedeadbeeffeedfacedeadbeefabaddad2");
    private static final byte[] PLAIN = HEX.parseHex("aaaaaaaaaaaaaaaabbbbbbbbbbbbbbbbccccccccccccccccdddddddddddddddd"
            + "eeeeeeeeeeeeeeeeffffffffffffffffeeeeeeeeeeeeeeeeaaaaaaaaaaaaaaaa");
    private static final byte[] SEALED = HEX.parseHex("17f399f08c67d5ee19d0dc9969c4bb7d5fd46fd3756489069157b282bb200735"
            + "d82710ca5c22f0ccfa7cbf93d496ac15a56834cbcf98c397b4024a2691233b8d"
            + "83de3541e4c2b58177e065a9bf7b62ec");

    private final SecureRandom random = new SecureRandom();

    @Test
    void run_givesTheVectorOfRfc8998_bothWays() throws CryptoException {
        var sealed = new byte[SEALED.length];
        new Sm4Gcm(KEY).run(true, NONCE, DATA, PLAIN, 0, PLAIN.length, sealed, 0);
        assertThat(sealed).isEqualTo(SEALED);

        var plain = new byte[PLAIN.length];
        new Sm4Gcm(KEY).run(false, NONCE, DATA, SEALED, 0, SEALED.length, plain, 0);
        assertThat(plain).isEqualTo(PLAIN);
    }

    @Test
    void engine_givesTheVectorOfGbT32907() {
        var engine = new SM4Engine();
        engine.init(true, new KeyParameter(KEY));
        var block = new byte[16];
        engine.processBlock(KEY, 0, block, 0);
        assertThat(HEX.formatHex(block)).isEqualTo("681edf34d206965e86b3e94f536e4246");
    }

    @Test
    void digest_givesTheVectorOfGbT32905() {
        var digest = new SM3Digest();
        digest.update(new byte[] {'a', 'b', 'c'}, 0, 3);
        var out = new byte[32];
        digest.doFinal(out, 0);
        assertThat(HEX.formatHex(out)).isEqualTo("66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0");
    }

    @Test
    void derive_isHkdfOfRfc5869_overSm3() {
        var material = new byte[] {1, 2, 3};
        var salt = new byte[] {4, 5};
        var info = new byte[] {6};

        var first = hmac(hmac(salt, material), new byte[] {6, 1});
        var second = hmac(hmac(salt, material), concatenated(first, new byte[] {6, 2}));

        assertThat(Sm4Gcm.derive(material, salt, info, 40)).isEqualTo(Arrays.copyOf(concatenated(first, second), 40));
    }

    private static byte[] hmac(byte[] key, byte[] data) {
        var mac = new HMac(new SM3Digest());
        mac.init(new KeyParameter(key));
        mac.update(data, 0, data.length);
        var out = new byte[32];
        mac.doFinal(out, 0);
        return out;
    }

    private static byte[] concatenated(byte[] one, byte[] other) {
        var both = Arrays.copyOf(one, one.length + other.length);
        System.arraycopy(other, 0, both, one.length, other.length);
        return both;
    }

    @Test
    void seal_worksInPlace_whateverTheLength() throws GeneralSecurityException {
        var bytes = new Random(9);
        for (int length : new int[] {0, 1, 15, 16, 17, 31, 32, 33, 4095, 65_537, (1 << 20) - 56}) {
            var array = new byte[40 + length + 16];
            bytes.nextBytes(array);
            var plain = Arrays.copyOfRange(array, 40, 40 + length);

            assertThat(new Sm4Gcm(KEY).seal(NONCE, array, 40, length)).isEqualTo(length + 16);

            var opened = new byte[length + 16];
            var sealed = Arrays.copyOfRange(array, 40, array.length);
            assertThat(new Sm4Gcm(KEY).open(NONCE, sealed, sealed.length, opened))
                    .isEqualTo(length);
            assertThat(Arrays.equals(opened, 0, length, plain, 0, length)).isTrue();
        }
    }

    @Test
    void open_leavesNoPlaintext_whenTheTagIsWrong() throws GeneralSecurityException {
        var sealed = new byte[1000 + 16];
        new Sm4Gcm(KEY).seal(NONCE, sealed, 0, 1000);
        sealed[1015] ^= 1;
        var plain = new byte[1016];
        Arrays.fill(plain, (byte) 0);

        assertThatThrownBy(() -> new Sm4Gcm(KEY).open(NONCE, sealed, 1016, plain))
                .isInstanceOf(GeneralSecurityException.class);
        assertThat(plain).containsOnly(0);
    }

    @Test
    void value_opensOnlyAsItWasSealed() {
        var key = new byte[32];
        var sealed = Sm4Gcm.sealValue(key, PLAIN, DATA, random);

        assertThat(Sm4Gcm.openValue(key, sealed, DATA)).isEqualTo(PLAIN);
        assertThat(Sm4Gcm.sealValue(key, PLAIN, DATA, random)).isNotEqualTo(sealed);
        assertThatThrownBy(() -> Sm4Gcm.openValue(key, sealed, KEY)).isInstanceOf(IntegrityException.class);
        for (int at = 0; at < sealed.length; at++) {
            var changed = sealed.clone();
            changed[at] ^= 1;
            assertThatThrownBy(() -> Sm4Gcm.openValue(key, changed, DATA)).isInstanceOf(IntegrityException.class);
            var cut = Arrays.copyOf(sealed, at);
            assertThatThrownBy(() -> Sm4Gcm.openValue(key, cut, DATA)).isInstanceOf(IntegrityException.class);
        }
    }

    @Test
    void suites_doNotOpenEachOthersObjects_underTheSameKey() {
        var aes = SmallSegments.key(Suite.AES_256_GCM, new byte[32], DATA);
        var sm4 = SmallSegments.key(Suite.SM4_GCM, new byte[32], DATA);
        var sealed = SealedBytes.seal(sm4, PLAIN);

        assertThat(sealed[0]).isEqualTo((byte) 0xA8);
        assertThat(SealedBytes.open(aes, sealed, PLAIN.length, 0, PLAIN.length)).isEqualTo(PLAIN);
        sealed[0] = 40;
        assertThatThrownBy(() -> SealedBytes.open(sm4, sealed, PLAIN.length, 0, PLAIN.length))
                .isInstanceOf(IntegrityException.class);
    }
}
