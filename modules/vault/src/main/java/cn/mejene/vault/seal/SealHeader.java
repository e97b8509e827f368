package cn.mejene.vault.seal;

import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.Arrays;

/** The first 40 bytes of a sealed object: salt of its key and prefix of its nonces. Immutable. */
final class SealHeader {
    private static final int SALT = 32;
    private static final int PREFIX = 7;
    private static final int NONCE = 12;

    private final byte[] salt;
    private final byte[] prefix;

    private SealHeader(byte[] salt, byte[] prefix) {
        this.salt = salt;
        this.prefix = prefix;
    }

    static SealHeader random(SecureRandom random) {
        byte[] salt = new byte[SALT];
        byte[] prefix = new byte[PREFIX];
        random.nextBytes(salt);
        random.nextBytes(prefix);
        return new SealHeader(salt, prefix);
    }

    static SealHeader parse(byte[] header) {
        if (header.length != SealFormat.HEADER || header[0] != SealFormat.HEADER) {
            throw new IntegrityException("header");
        }
        return new SealHeader(
                Arrays.copyOfRange(header, 1, 1 + SALT), Arrays.copyOfRange(header, 1 + SALT, SealFormat.HEADER));
    }

    void writeTo(byte[] array) {
        ByteBuffer.wrap(array).put((byte) SealFormat.HEADER).put(salt).put(prefix);
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
