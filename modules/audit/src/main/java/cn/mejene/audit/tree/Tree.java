package cn.mejene.audit.tree;

import java.util.ArrayList;
import java.util.List;

/** Roots and proofs of a tree whose complete subtrees can be read (RFC 6962, sections 2.1.1 and 2.1.2). Stateless. */
public final class Tree {
    private Tree() {}

    /** One complete subtree. */
    record Node(int level, long index) {}

    /** The complete subtrees, largest first, that make up the leaves of a range; {@code from} starts a subtree. */
    static List<Node> subtrees(long from, long to) {
        var nodes = new ArrayList<Node>();
        for (long start = from; start < to; ) {
            int level = 63 - Long.numberOfLeadingZeros(to - start);
            if (start != 0) {
                level = Math.min(level, Long.numberOfTrailingZeros(start));
            }
            nodes.add(new Node(level, start >> level));
            start += 1L << level;
        }
        return nodes;
    }

    /** The root over subtrees, largest first. */
    static byte[] combine(List<byte[]> roots) {
        if (roots.isEmpty()) {
            return TreeHash.empty();
        }
        var hash = roots.getLast();
        for (int i = roots.size() - 2; i >= 0; i--) {
            hash = TreeHash.node(roots.get(i), hash);
        }
        return hash;
    }

    /** The root of the first {@code size} leaves. */
    public static byte[] root(long size, NodeReader nodes) {
        return range(0, size, nodes);
    }

    private static byte[] range(long from, long to, NodeReader nodes) {
        return combine(subtrees(from, to).stream()
                .map(node -> nodes.hash(node.level(), node.index()))
                .toList());
    }

    /**
     * The inclusion proof of a leaf, the leaf's sibling first.
     *
     * @throws IllegalArgumentException when the tree of that size has no such leaf
     */
    public static List<byte[]> inclusion(long index, long size, NodeReader nodes) {
        if (index < 0 || index >= size) {
            throw new IllegalArgumentException("leaf " + index + " is not in a tree of " + size);
        }
        var proof = new ArrayList<byte[]>();
        long from = 0;
        long to = size;
        while (to - from > 1) {
            long middle = from + split(to - from);
            if (index < middle) {
                proof.add(range(middle, to, nodes));
                to = middle;
            } else {
                proof.add(range(from, middle, nodes));
                from = middle;
            }
        }
        return proof.reversed();
    }

    /**
     * The proof that the tree of the first size is the beginning of the tree of the second.
     *
     * @throws IllegalArgumentException when the first size is negative or larger than the second
     */
    public static List<byte[]> consistency(long first, long second, NodeReader nodes) {
        if (first < 0 || first > second) {
            throw new IllegalArgumentException("no tree grows from " + first + " to " + second);
        }
        var proof = new ArrayList<byte[]>();
        if (first == 0 || first == second) {
            return proof;
        }
        long from = 0;
        long to = second;
        // RFC 6962, 2.1.2: down to the subtree that ends where the first tree ends.
        while (first != to) {
            long middle = from + split(to - from);
            if (first <= middle) {
                proof.add(range(middle, to, nodes));
                to = middle;
            } else {
                proof.add(range(from, middle, nodes));
                from = middle;
            }
        }
        if (from != 0) {
            proof.add(range(from, to, nodes));
        }
        return proof.reversed();
    }

    /** The largest power of two smaller than the number of leaves, which is at least two. */
    private static long split(long leaves) {
        return Long.highestOneBit(leaves - 1);
    }
}
