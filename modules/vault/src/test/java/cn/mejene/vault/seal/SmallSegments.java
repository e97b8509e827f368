package cn.mejene.vault.seal;

/** Keys of the real format with segments small enough to damage every byte of. */
public final class SmallSegments {
    public static final int SIZE = 128;

    private SmallSegments() {}

    static SealKey key(Suite suite, byte[] dataKey, byte[] associatedData) {
        return new SealKey(new SealFormat(SIZE), suite, dataKey, associatedData);
    }

    public static SealKey key(byte[] dataKey, byte[] associatedData) {
        return new SealKey(new SealFormat(SIZE), dataKey, associatedData);
    }
}
