package cn.mejene.audit.tree;

/** Reads the root of a complete subtree: {@code 2^level} leaves, the {@code index}-th of its level. */
@FunctionalInterface
public interface NodeReader {
    byte[] hash(int level, long index);
}
