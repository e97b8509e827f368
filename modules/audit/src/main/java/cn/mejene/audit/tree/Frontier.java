package cn.mejene.audit.tree;

import java.util.ArrayList;
import java.util.List;

/**
 * The right edge of a growing tree: the roots of its complete subtrees, largest first. Enough to append and to know the
 * root, in memory that grows with the logarithm of the size. Not safe for two threads.
 */
public final class Frontier {
    private final List<byte[]> roots = new ArrayList<>();
    private long size;

    /** Hears of every complete subtree when its last leaf is appended. */
    @FunctionalInterface
    public interface Completed {
        /**
         * @param level of the subtree: it spans {@code 2^level} leaves
         * @param index counted in subtrees of that level
         */
        void subtree(int level, long index, byte[] hash);
    }

    /** An empty tree. */
    public Frontier() {}

    /** A tree of the given size, whose hashes are read. */
    public static Frontier of(long size, NodeReader nodes) {
        var frontier = new Frontier();
        frontier.size = size;
        frontier.roots.addAll(Tree.subtrees(0, size).stream()
                .map(node -> nodes.hash(node.level(), node.index()))
                .toList());
        return frontier;
    }

    public long size() {
        return size;
    }

    public void append(byte[] leafHash, Completed completed) {
        completed.subtree(0, size, leafHash);
        var hash = leafHash;
        int level = 0;
        for (long rest = size; (rest & 1) == 1; rest >>= 1) {
            hash = TreeHash.node(roots.removeLast(), hash);
            level++;
            completed.subtree(level, size >> level, hash);
        }
        roots.add(hash);
        size++;
    }

    public void append(byte[] leafHash) {
        append(leafHash, (level, index, hash) -> {});
    }

    public byte[] root() {
        return Tree.combine(roots);
    }
}
