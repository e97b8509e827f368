package cn.mejene.vault.seal;

import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.Arrays;

/** The first 40 bytes of a sealed object: suite, salt of its key and prefix of its nonces. Immutable. */
final class SealHeader {
    private static final int SALT = 32;
    private static final int PREFIX = 7;
    private static final int NONCE = 12;

    private final Suite suite;
    private final byte[] salt;
    private final byte[] prefix;

    private SealHeader(Suite suite, byte[] salt, byte[] prefix) {
        this.suite = suite;
        this.salt = salt;
        this.prefix = prefix;
    }

    static SealHeader random(Suite suite, SecureRandom random) {
        byte[] salt = new byte[SALT];
        byte[] prefix = new byte[PREFIX];
        random.nextBytes(salt);
        random.nextBytes(prefix);
        return new SealHeader(suite, salt, prefix);
    }

    static SealHeader parse(byte[] header) {
        if (header.length != SealFormat.HEADER) {
            throw new IntegrityException("header");
        }
        return new SealHeader(
                Suite.marked(header[0]),
                Arrays.copyOfRange(header, 1, 1 + SALT),
                Arrays.copyOfRange(header, 1 + SALT, SealFormat.HEADER));
    }

    void writeTo(byte[] array) {
        ByteBuffer.wrap(array).put(suite.mark()).put(salt).put(prefix);
    }

    Suite suite() {
        return suite;
    }

    byte[] salt() {
        return salt.clone();
    }

    /** {@code prefix(7) || index(4, big endian) || last(1)}. */
    byte[] nonce(int index, boolean last) {
        return ByteBuffer.allocate(NONCE)
                .put(prefix)
                .putInt(index)
                .put((byte) (last ? 1 : 0))
                .array();
    }
}
