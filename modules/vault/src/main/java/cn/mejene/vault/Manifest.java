package cn.mejene.vault;

import cn.mejene.kernel.Json;
import cn.mejene.vault.seal.IntegrityException;
import cn.mejene.vault.seal.SealFormat;
import cn.mejene.vault.seal.SealKey;
import cn.mejene.vault.store.ByteRange;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Which blobs make up a whole, in order and with their lengths. Stored sealed like any blob's bytes, under the whole's
 * own key, so that nobody who can write to the database adds, drops, swaps or shortens a part.
 */
record Manifest(List<Entry> parts) {
    /** Most parts of a whole; the sealed list of as many is one segment. */
    static final int MOST_PARTS = 10_000;

    /**
     * One part.
     *
     * @param id its blob
     * @param size plaintext bytes
     */
    record Entry(String id, long size) {}

    /** A part, and which of its bytes are wanted. */
    record Wanted(String id, ByteRange range) {}

    Manifest {
        parts = List.copyOf(parts);
    }

    /** @param key taken over and closed */
    byte[] seal(SealKey key, SecureRandom random) {
        try (key) {
            var plain = Json.bytes(this);
            var segment = new byte[SealFormat.HEADER + plain.length + SealFormat.TAG];
            System.arraycopy(plain, 0, segment, SealFormat.HEADER, plain.length);
            key.sealer(random).seal(segment, plain.length, true);
            return segment;
        }
    }

    /**
     * @param key taken over and closed
     * @throws IntegrityException when it is not what was sealed
     */
    static Manifest open(SealKey key, byte[] sealed) {
        try (key) {
            if (sealed.length < SealFormat.HEADER + SealFormat.TAG) {
                throw new IntegrityException("manifest");
            }
            var segment = Arrays.copyOfRange(sealed, SealFormat.HEADER, sealed.length);
            var plain = new byte[segment.length];
            int length =
                    key.opener(Arrays.copyOf(sealed, SealFormat.HEADER)).open(0, true, segment, segment.length, plain);
            return Json.read(Arrays.copyOf(plain, length), Manifest.class);
        }
    }

    /** @throws IntegrityException when the whole has another size */
    List<Wanted> within(ByteRange range) {
        var wanted = new ArrayList<Wanted>();
        long start = 0;
        for (var part : parts) {
            long end = start + part.size();
            if (end > range.from() && start < range.to()) {
                long from = Math.max(0, range.from() - start);
                long to = Math.min(part.size(), range.to() - start);
                wanted.add(new Wanted(part.id(), new ByteRange(from, to, part.size())));
            }
            start = end;
        }
        if (start != range.size()) {
            throw new IntegrityException("size of the whole");
        }
        return wanted;
    }
}
