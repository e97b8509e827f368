package cn.mejene.chaos.seal;

import cn.mejene.vault.seal.SealFormat;
import cn.mejene.vault.seal.SealKey;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Seals under one data key what several nodes would between several restarts, works out key and nonce of every segment
 * as the format says, opens it with them, and counts pairs that come twice. For one thread.
 */
public final class Pairs {
    private static final int SALT = 32;
    private static final int PREFIX = 7;
    private static final int NONCE = 12;
    private static final int TAG_BITS = 128;
    /** One of so many objects is longer than a segment. */
    private static final int LONG_ONE_IN = 20_000;

    private static final int LONG_SEGMENTS = 4;

    private final byte[] dataKey = new byte[32];
    private final byte[] identity = new byte[24];
    private final Fingerprints seen;
    private final Mac mac;
    private final Cipher cipher;
    private long sealed;
    private long twice;

    /** @param most pairs that will be counted at most */
    public Pairs(long most) throws GeneralSecurityException {
        new SecureRandom().nextBytes(dataKey);
        new SecureRandom().nextBytes(identity);
        this.seen = new Fingerprints(most);
        this.mac = Mac.getInstance("HmacSHA256");
        this.cipher = Cipher.getInstance("AES/GCM/NoPadding");
    }

    /** Segments sealed and opened so far. */
    public long sealed() {
        return sealed;
    }

    /** How many of them came under a pair that had been there. */
    public long twice() {
        return twice;
    }

    /** One life of one node: a key ring of its own, random numbers of its own, so many segments. */
    public void life(long segments) throws GeneralSecurityException {
        life(segments, new SecureRandom());
    }

    void life(long segments, SecureRandom random) throws GeneralSecurityException {
        var segment = new byte[SealFormat.AES256_GCM_HKDF_1MB.segmentSize()];
        try (var key = new SealKey(dataKey, identity)) {
            long end = sealed + segments;
            for (int object = 0; sealed < end; object++) {
                object(key, random, object % LONG_ONE_IN == LONG_ONE_IN - 1 ? LONG_SEGMENTS : 1, segment);
            }
        }
    }

    private void object(SealKey key, SecureRandom random, int segments, byte[] segment)
            throws GeneralSecurityException {
        var sealer = key.sealer(random);
        var head = new byte[0];
        for (int index = 0; index < segments; index++) {
            boolean last = index == segments - 1;
            int length = sealer.seal(segment, last ? 1 : key.format().plainCapacity(index), last);
            int from = index == 0 ? SealFormat.HEADER : 0;
            head = index == 0 ? Arrays.copyOf(segment, SealFormat.HEADER) : head;
            count(head, index, last, Arrays.copyOfRange(segment, from, length));
        }
    }

    private void count(byte[] head, int index, boolean last, byte[] segment) throws GeneralSecurityException {
        byte[] segmentKey = derived(Arrays.copyOfRange(head, 1, 1 + SALT));
        byte[] nonce = ByteBuffer.allocate(NONCE)
                .put(head, 1 + SALT, PREFIX)
                .putInt(index)
                .put((byte) (last ? 1 : 0))
                .array();
        cipher.init(Cipher.DECRYPT_MODE, new SecretKeySpec(segmentKey, "AES"), new GCMParameterSpec(TAG_BITS, nonce));
        // Fails when it was another pair.
        cipher.doFinal(segment);
        sealed++;
        if (!seen.add(fingerprint(segmentKey, nonce))) {
            twice++;
        }
    }

    /** RFC 5869, one block, whose 32 bytes are the key. */
    private byte[] derived(byte[] salt) throws GeneralSecurityException {
        mac.init(new SecretKeySpec(salt, "HmacSHA256"));
        byte[] extracted = mac.doFinal(dataKey);
        mac.init(new SecretKeySpec(extracted, "HmacSHA256"));
        mac.update(identity);
        return mac.doFinal(new byte[] {1});
    }

    private static long fingerprint(byte[] key, byte[] nonce) throws GeneralSecurityException {
        var digest = MessageDigest.getInstance("SHA-256");
        digest.update(key);
        return ByteBuffer.wrap(digest.digest(nonce)).getLong();
    }
}
