package cn.mejene.chaos.seal;

import cn.mejene.vault.seal.SealFormat;
import cn.mejene.vault.seal.SealKey;
import com.google.crypto.tink.subtle.AesGcmHkdfStreaming;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.util.Random;

/** What is sealed here is opened by unmodified Tink, and what Tink seals here; nothing is held whole. For one thread. */
public final class Interop {
    private static final int MIB = 1 << 20;
    private static final int LENGTH = 32;
    private static final int MOST_IDENTITY = 60;

    private final Random random;
    private final SealFormat format = SealFormat.AES256_GCM_HKDF_1MB;

    public Interop(Random random) {
        this.random = random;
    }

    /** First the sizes at which files begin to differ in form, then such by chance. */
    public long size(int number, long most) {
        int first = format.plainCapacity(0);
        int full = format.plainCapacity(1);
        return switch (number) {
            case 0, 1 -> number;
            case 2, 3, 4 -> full - 3L + number;
            case 5, 6, 7 -> first - 6L + number;
            case 8 -> (long) first + full;
            case 9 -> 2L * full;
            case 10, 11 -> (number - 9L) * MIB;
            default -> random.nextLong(most);
        };
    }

    /** Whether a file of this size, its bytes and keys by chance, goes both ways. */
    public boolean holds(long size) throws GeneralSecurityException, IOException {
        var dataKey = new byte[LENGTH];
        var identity = new byte[1 + random.nextInt(MOST_IDENTITY)];
        random.nextBytes(dataKey);
        random.nextBytes(identity);
        long seed = random.nextLong();
        var tink = new AesGcmHkdfStreaming(dataKey, "HmacSha256", LENGTH, format.segmentSize(), 0);
        try (var key = new SealKey(dataKey, identity)) {
            var ours = new Sealing(key, new Plain(seed, size), size);
            var opening = new Opening(key, new Plain(seed, size), size);
            try (var theirs = tink.newEncryptingStream(opening, identity)) {
                new Plain(seed, size).transferTo(theirs);
            }
            return opening.isWhole() && new Plain(seed, size).equalsStream(tink.newDecryptingStream(ours, identity));
        }
    }
}
