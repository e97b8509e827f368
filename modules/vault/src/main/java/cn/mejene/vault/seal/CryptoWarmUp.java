package cn.mejene.vault.seal;

import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.crypto.CryptoException;

/**
 * Proves the ciphers with known answers, then runs them until the JVM has compiled them; before that, AES-GCM and
 * SHA-256 are a tenth as fast. Run it on a worker before the node says it is ready: it keeps one core busy.
 */
public final class CryptoWarmUp {
    private static final int STEP = 8192;

    private final HexFormat hex = HexFormat.of();

    /**
     * Checks at least one known answer of each kind and one round trip, however short the time.
     *
     * @param time how long to go on; 2 seconds are enough
     * @throws IllegalStateException when an answer is wrong: the node must not start
     */
    public void run(Duration time) {
        knownAnswers();
        long end = System.nanoTime() + time.toNanos();
        byte[] sealed = new byte[SealFormat.AES256_GCM_HKDF_1MB.segmentSize()];
        byte[] plain = new byte[sealed.length];
        roundTrip(SealFormat.AES256_GCM_HKDF_1MB, sealed, plain);
        // The JVM counts calls: calls for whole segments would stay interpreted for seconds.
        var manyCalls = new SealFormat(STEP);
        do {
            roundTrip(manyCalls, sealed, plain);
            digest(sealed, STEP);
        } while (System.nanoTime() - end < 0);
    }

    private void knownAnswers() {
        check(
                "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
                digest(new byte[] {'a', 'b', 'c'}, 3),
                "SHA-256 (FIPS 180-4)");
        check(
                "cea7403d4d606b6e074ec5d3baf39d18d0d1c8a799996bf0265b98b5d48ab919",
                sealedZeros(),
                "AES-256-GCM (SP 800-38D, test case 14)");
        check(
                "17f399f08c67d5ee19d0dc9969c4bb7d5fd46fd3756489069157b282bb200735"
                        + "d82710ca5c22f0ccfa7cbf93d496ac15a56834cbcf98c397b4024a2691233b8d"
                        + "83de3541e4c2b58177e065a9bf7b62ec",
                sealedBySm4(),
                "SM4-GCM (RFC 8998, A.1)");
        byte[] derived = new Hkdf()
                .derive(
                        hex.parseHex("0b".repeat(22)),
                        hex.parseHex("000102030405060708090a0b0c"),
                        hex.parseHex("f0f1f2f3f4f5f6f7f8f9"),
                        42);
        check(
                "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865",
                derived,
                "HKDF-SHA256 (RFC 5869, A.1)");
    }

    private byte[] digest(byte[] bytes, int length) {
        var digest = Providers.sha256();
        digest.update(bytes, 0, length);
        return digest.digest();
    }

    private byte[] sealedZeros() {
        byte[] block = new byte[16 + SealFormat.TAG];
        try {
            new AesGcm(new SecretKeySpec(new byte[32], "AES")).seal(new byte[12], block, 0, 16);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("AES-256-GCM does not work", e);
        }
        return block;
    }

    private byte[] sealedBySm4() {
        byte[] plain = hex.parseHex("aa".repeat(8)
                + "bb".repeat(8)
                + "cc".repeat(8)
                + "dd".repeat(8)
                + "ee".repeat(8)
                + "ff".repeat(8)
                + "ee".repeat(8)
                + "aa".repeat(8));
        byte[] sealed = new byte[plain.length + SealFormat.TAG];
        try {
            new Sm4Gcm(hex.parseHex("0123456789abcdeffedcba9876543210"))
                    .run(
                            true,
                            hex.parseHex("00001234567800000000abcd"),
                            hex.parseHex("feedfacedeadbeeffeedfacedeadbeefabaddad2"),
                            plain,
                            0,
                            plain.length,
                            sealed,
                            0);
            return sealed;
        } catch (CryptoException e) {
            throw new IllegalStateException("SM4-GCM does not work", e);
        }
    }

    private void roundTrip(SealFormat format, byte[] sealed, byte[] plain) {
        try (var key = new SealKey(format, new byte[32], new byte[0])) {
            var sealer = key.sealer(new SecureRandom());
            Arrays.fill(sealed, (byte) 1);
            int first = sealer.seal(sealed, format.plainCapacity(0), false);
            var opener = key.opener(Arrays.copyOf(sealed, SealFormat.HEADER));
            System.arraycopy(sealed, SealFormat.HEADER, sealed, 0, first - SealFormat.HEADER);
            opener.open(0, false, sealed, first - SealFormat.HEADER, plain);
            int last = sealer.seal(sealed, format.plainCapacity(1), true);
            if (opener.open(1, true, sealed, last, plain) != format.plainCapacity(1)) {
                throw new IllegalStateException("AES-256-GCM round trip failed");
            }
        }
    }

    private void check(String expected, byte[] actual, String name) {
        if (!expected.equals(hex.formatHex(actual))) {
            throw new IllegalStateException(name + " gives a wrong answer");
        }
    }
}
