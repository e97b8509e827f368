package cn.mejene.vault.store;

/**
 * Sees every plaintext byte of an upload, in order and once, before it is sealed: format detection, digests.
 * Called on worker threads, never by two at once; whatever it throws fails the upload with that very exception.
 * It must not keep the array or change it.
 */
@FunctionalInterface
public interface ByteWatcher {
    void bytes(byte[] array, int offset, int length);

    /** Whether it may wait for somebody else. Then it is called on virtual threads, and holds none that others need. */
    default boolean mayWait() {
        return false;
    }
}
