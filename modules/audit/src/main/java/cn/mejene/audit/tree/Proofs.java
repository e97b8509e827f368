package cn.mejene.audit.tree;

import java.security.MessageDigest;
import java.util.Iterator;
import java.util.List;

/** Checks proofs against roots; needs nothing but them (RFC 9162, sections 2.1.3.2 and 2.1.4.2). Stateless. */
public final class Proofs {
    private Proofs() {}

    /** Whether the proof shows that the leaf stands at the index of the tree with this size and root. */
    public static boolean includes(long index, byte[] leafHash, long size, byte[] root, List<byte[]> proof) {
        if (index < 0 || index >= size) {
            return false;
        }
        long node = index;
        long last = size - 1;
        var hash = leafHash;
        for (var sibling : proof) {
            if (last == 0) {
                return false;
            }
            if ((node & 1) == 1 || node == last) {
                hash = TreeHash.node(sibling, hash);
                while ((node & 1) == 0 && node != 0) {
                    node >>= 1;
                    last >>= 1;
                }
            } else {
                hash = TreeHash.node(hash, sibling);
            }
            node >>= 1;
            last >>= 1;
        }
        return last == 0 && MessageDigest.isEqual(hash, root);
    }

    /** Whether the proof shows that the second tree begins with the first. */
    public static boolean consistent(long first, byte[] firstRoot, long second, byte[] secondRoot, List<byte[]> proof) {
        if (first < 0 || first > second) {
            return false;
        }
        if (first == second) {
            return proof.isEmpty() && MessageDigest.isEqual(firstRoot, secondRoot);
        }
        if (first == 0) {
            return proof.isEmpty() && MessageDigest.isEqual(firstRoot, TreeHash.empty());
        }
        var hashes = proof.iterator();
        byte[] start;
        if (Long.bitCount(first) == 1) {
            start = firstRoot;
        } else if (hashes.hasNext()) {
            start = hashes.next();
        } else {
            return false;
        }
        return climb(first, firstRoot, second, secondRoot, start, hashes);
    }

    private static boolean climb(
            long first, byte[] firstRoot, long second, byte[] secondRoot, byte[] start, Iterator<byte[]> hashes) {
        int shift = Long.numberOfTrailingZeros(~(first - 1));
        long node = (first - 1) >> shift;
        long last = (second - 1) >> shift;
        var older = start;
        var newer = start;
        while (hashes.hasNext()) {
            var hash = hashes.next();
            if (last == 0) {
                return false;
            }
            if ((node & 1) == 1 || node == last) {
                older = TreeHash.node(hash, older);
                newer = TreeHash.node(hash, newer);
                while ((node & 1) == 0 && node != 0) {
                    node >>= 1;
                    last >>= 1;
                }
            } else {
                newer = TreeHash.node(newer, hash);
            }
            node >>= 1;
            last >>= 1;
        }
        return last == 0 && MessageDigest.isEqual(older, firstRoot) && MessageDigest.isEqual(newer, secondRoot);
    }
}
