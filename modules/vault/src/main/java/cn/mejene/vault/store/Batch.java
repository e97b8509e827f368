package cn.mejene.vault.store;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The loan of one array from a {@link BatchPool}, of 1 MiB unless it is small. One owner at a time; handing it over hands over the duty to
 * release it. An array that was not declared sealed is wiped on release, because it may hold plaintext.
 */
public final class Batch {
    private final BatchPool pool;
    private final boolean shared;
    private final AtomicReference<byte @Nullable []> array;
    private volatile int sealedLength = -1;

    Batch(BatchPool pool, boolean shared, byte[] array) {
        this.pool = pool;
        this.shared = shared;
        this.array = new AtomicReference<>(array);
    }

    /**
     * The array, {@link BatchPool#BATCH} bytes, or {@link BatchPool#SMALL}.
     *
     * @throws IllegalStateException after release
     */
    public byte[] array() {
        byte[] loan = array.get();
        if (loan == null) {
            throw new IllegalStateException("batch is released");
        }
        return loan;
    }

    /** Whether it is one of the small ones. */
    boolean isSmall() {
        return array().length == BatchPool.SMALL;
    }

    /** Declares that the array now holds only sealed bytes, the first {@code length} of them to be stored. */
    public void sealed(int length) {
        if (length < 0 || length > array().length) {
            throw new IllegalArgumentException("sealed length out of range");
        }
        sealedLength = length;
    }

    /** Sealed bytes to be stored, from index 0. */
    public int length() {
        if (sealedLength < 0) {
            throw new IllegalStateException("batch is not sealed");
        }
        return sealedLength;
    }

    /** Gives the array up: nobody gets it again, as when something may still be reading it; idempotent. */
    void drop() {
        if (array.getAndSet(null) != null) {
            pool.lost(shared);
        }
    }

    /** Gives the array back; idempotent. */
    public void release() {
        byte[] loan = array.getAndSet(null);
        if (loan == null) {
            return;
        }
        if (sealedLength < 0) {
            Arrays.fill(loan, (byte) 0);
        }
        pool.takeBack(loan, shared);
    }
}
