package cn.mejene.payments.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cn.mejene.kernel.config.ConfigException;
import cn.mejene.kernel.config.Secret;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.Signature;
import java.security.interfaces.RSAPrivateKey;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Signatures that are none: made with the right key, as Wycheproof's {@code rsa_signature_2048_sha256} makes them, by
 * signing every wrong encoding of the right digest. The one without NULL parameters is not among them: RFC 8017 lets
 * verifiers take it (Wycheproof: acceptable), and providers differ.
 */
class RsaTest {
    private static final byte[] DATA = "123400".getBytes(StandardCharsets.US_ASCII);
    private static final int BYTES = 256;
    private static final HexFormat HEX = HexFormat.of();
    /** DigestInfo of SHA-256, RFC 8017, 9.2, note 1. */
    private static final String INFO = "3031300d060960864801650304020105000420";

    private static KeyPair pair;
    private static byte[] hash;

    @BeforeAll
    static void keys() throws GeneralSecurityException {
        var generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(BYTES * 8);
        pair = generator.generateKeyPair();
        hash = MessageDigest.getInstance("SHA-256").digest(DATA);
    }

    /** An encoded message with this DigestInfo, padded to the length of the key. */
    private static byte[] padded(String info) {
        return padded(HEX.parseHex(info), (byte) 1, (byte) 0xff, (byte) 0);
    }

    private static byte[] padded(byte[] info, byte type, byte fill, byte separator) {
        var block = new byte[BYTES];
        Arrays.fill(block, fill);
        block[0] = 0;
        block[1] = type;
        block[BYTES - info.length - 1] = separator;
        System.arraycopy(info, 0, block, BYTES - info.length, info.length);
        return block;
    }

    /** Signs the block as it is. */
    private static byte[] raw(byte[] block) {
        var key = (RSAPrivateKey) pair.getPrivate();
        var signed = new BigInteger(1, block).modPow(key.getPrivateExponent(), key.getModulus());
        return fixed(signed, BYTES);
    }

    private static byte[] fixed(BigInteger number, int length) {
        var bytes = number.toByteArray();
        var fixed = new byte[length];
        int from = Math.max(0, bytes.length - length);
        System.arraycopy(bytes, from, fixed, length - (bytes.length - from), bytes.length - from);
        return fixed;
    }

    private static Map<String, byte[]> wrongEncodings() {
        var good = INFO + HEX.formatHex(hash);
        var wrong = new LinkedHashMap<String, byte[]>();
        wrong.put("hash alone", padded(HEX.formatHex(hash)));
        wrong.put("octet string alone", padded("0420" + HEX.formatHex(hash)));
        wrong.put("SHA-1's name", padded("302d300906052b0e03021a05000420" + HEX.formatHex(hash)));
        wrong.put("SHA-512's name", padded("3031300d060960864801650304020305000420" + HEX.formatHex(hash)));
        wrong.put("SHA-224's name", padded("3031300d060960864801650304020405000420" + HEX.formatHex(hash)));
        wrong.put("long form length", padded("308131300d060960864801650304020105000420" + HEX.formatHex(hash)));
        wrong.put("indefinite length", padded("3080300d060960864801650304020105000420" + HEX.formatHex(hash) + "0000"));
        wrong.put("garbage after", padded(good + "00"));
        wrong.put("garbage inside", padded("3033300d060960864801650304020105000420" + HEX.formatHex(hash) + "0500"));
        wrong.put("parameters 0500 twice", padded("3033300f0609608648016503040201050005000420" + HEX.formatHex(hash)));
        wrong.put("short hash", padded("3030300d06096086480165030402010500041f" + HEX.formatHex(hash, 0, 31)));
        wrong.put("block type 0", padded(HEX.parseHex(good), (byte) 0, (byte) 0xff, (byte) 0));
        wrong.put("block type 2", padded(HEX.parseHex(good), (byte) 2, (byte) 0xff, (byte) 0));
        wrong.put("padding of zeros", padded(HEX.parseHex(good), (byte) 1, (byte) 0, (byte) 0));
        wrong.put("padding of 0xfe", padded(HEX.parseHex(good), (byte) 1, (byte) 0xfe, (byte) 0));
        wrong.put("no separator", padded(HEX.parseHex(good), (byte) 1, (byte) 0xff, (byte) 0xff));
        wrong.put("short padding", shortPadding(HEX.parseHex(good)));
        return wrong;
    }

    /** Bleichenbacher's forgery of 2006: eight bytes of padding, the rest of the block is the forger's. */
    private static byte[] shortPadding(byte[] info) {
        var block = new byte[BYTES];
        Arrays.fill(block, 1, 11, (byte) 0xff);
        block[1] = 1;
        block[10] = 0;
        System.arraycopy(info, 0, block, 11, info.length);
        return block;
    }

    static Stream<String> wrongNames() throws GeneralSecurityException {
        if (hash == null) {
            keys();
        }
        return wrongEncodings().keySet().stream();
    }

    @ParameterizedTest
    @MethodSource("wrongNames")
    void verify_refuses_aWrongEncoding(String name) {
        var signed = raw(wrongEncodings().get(name));

        assertThat(Rsa.verify(pair.getPublic(), DATA, signed)).isFalse();
    }

    @Test
    void verify_accepts_theOneRightEncoding() {
        assertThat(Rsa.verify(pair.getPublic(), DATA, raw(padded(INFO + HEX.formatHex(hash)))))
                .isTrue();
        assertThat(Rsa.verify(pair.getPublic(), DATA, Rsa.sign(pair.getPrivate(), DATA)))
                .isTrue();
    }

    /** Each bit of the encoded message matters. */
    @Test
    void verify_refuses_everyOtherBlock_ofOneBitChanged() {
        var good = padded(INFO + HEX.formatHex(hash));
        for (int bit = 0; bit < BYTES * 8; bit += 37) {
            var changed = good.clone();
            changed[bit / 8] ^= (byte) (1 << (bit % 8));
            if (new BigInteger(1, changed).compareTo(((RSAPrivateKey) pair.getPrivate()).getModulus()) < 0) {
                assertThat(Rsa.verify(pair.getPublic(), DATA, raw(changed))).isFalse();
            }
        }
    }

    @Test
    void verify_refuses_otherNumbersOfTheSameResidue_andOtherLengths() {
        var key = (RSAPrivateKey) pair.getPrivate();
        var good = raw(padded(INFO + HEX.formatHex(hash)));
        var number = new BigInteger(1, good);

        assertThat(Rsa.verify(
                        pair.getPublic(), DATA, number.add(key.getModulus()).toByteArray()))
                .isFalse();
        assertThat(Rsa.verify(
                        pair.getPublic(),
                        DATA,
                        number.negate().mod(key.getModulus()).toByteArray()))
                .isFalse();
        assertThat(Rsa.verify(pair.getPublic(), DATA, fixed(number, BYTES + 1))).isFalse();
        assertThat(Rsa.verify(pair.getPublic(), DATA, Arrays.copyOf(good, BYTES - 1)))
                .isFalse();
        assertThat(Rsa.verify(pair.getPublic(), DATA, Arrays.copyOf(good, BYTES + 1)))
                .isFalse();
        assertThat(Rsa.verify(pair.getPublic(), DATA, new byte[0])).isFalse();
        assertThat(Rsa.verify(pair.getPublic(), DATA, new byte[BYTES])).isFalse();
        assertThat(Rsa.verify(pair.getPublic(), DATA, fixed(BigInteger.ONE, BYTES)))
                .isFalse();
    }

    @Test
    void verify_refuses_otherHashesAndSchemes() throws GeneralSecurityException {
        for (var algorithm : new String[] {"SHA1withRSA", "SHA384withRSA", "SHA512withRSA", "NONEwithRSA"}) {
            var signature = Signature.getInstance(algorithm);
            signature.initSign(pair.getPrivate());
            signature.update(DATA);
            assertThat(Rsa.verify(pair.getPublic(), DATA, signature.sign())).isFalse();
        }
    }

    @Test
    void verify_isFalse_forWhatIsNoBase64() {
        for (var text : new String[] {"", "!", "WECHATPAY/SIGNTEST/abc", "AAAA", "====", "\u0000"}) {
            assertThat(Rsa.verify(pair.getPublic(), DATA, text)).isFalse();
        }
    }

    @Test
    void keys_areRefused_whenShortOrNone() throws GeneralSecurityException {
        var generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(1024);
        var small = Base64.getEncoder()
                .encodeToString(generator.generateKeyPair().getPublic().getEncoded());

        assertThatThrownBy(() -> Rsa.publicKey("platformKeys", new Secret(small)))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("2048");
        assertThatThrownBy(() -> Rsa.privateKey("merchantKey", new Secret("x"))).isInstanceOf(ConfigException.class);
    }
}
