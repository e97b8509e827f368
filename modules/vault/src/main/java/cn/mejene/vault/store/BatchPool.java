package cn.mejene.vault.store;

import java.util.ArrayDeque;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Lends the 1 MiB heap arrays of all streams of a node. Thread-safe; nothing waits in it.
 *
 * <p>Every stream may always borrow when it holds nothing, so that each goes on however many there are; what makes a
 * stream fast, the arrays beyond, comes out of a shared allowance. All together stay within
 * {@code allowance + one per upload + two per download}, and four more per upload to a store that takes parts of five;
 * an upload that comes slowly holds three small ones instead. It does not count streams: whoever admits them limits them.
 */
public final class BatchPool {
    /** Length of every array, bytes. */
    public static final int BATCH = 1 << 20;

    /** Length of the arrays for those who send slowly, bytes. */
    static final int SMALL = 64 << 10;

    /** What one of these holds of plaintext, bytes: whole blocks, with room for a header and a tag. */
    static final int SMALL_PLAIN = SMALL - 64;

    private final Object lock = new Object();
    private final ArrayDeque<byte[]> idle = new ArrayDeque<>();
    private final int allowance;
    private int borrowed;
    private int borrowedShared;
    private int peak;

    /** @param allowance arrays (MiB) shared by all streams, at least 1; as many are kept when idle */
    public BatchPool(int allowance) {
        if (allowance < 1) {
            throw new IllegalArgumentException("allowance must be at least 1");
        }
        this.allowance = allowance;
    }

    /** An array for a stream that cannot go on without: always granted. */
    Batch borrow() {
        return lend(false);
    }

    /** One more array for a stream that already holds some: empty when the allowance is used up. */
    Optional<Batch> tryBorrow() {
        synchronized (lock) {
            if (borrowedShared == allowance) {
                return Optional.empty();
            }
            borrowedShared++;
        }
        return Optional.of(lend(true));
    }

    /** A small array, for a stream that holds no other; it is not kept. */
    Batch borrowSmall() {
        return new Batch(this, false, new byte[SMALL]);
    }

    /** Arrays lent now, small ones aside. */
    public int borrowed() {
        synchronized (lock) {
            return borrowed;
        }
    }

    /** The most arrays that were ever lent at once. */
    public int peak() {
        synchronized (lock) {
            return peak;
        }
    }

    void takeBack(byte[] array, boolean shared) {
        if (array.length == SMALL) {
            return;
        }
        synchronized (lock) {
            lost(shared);
            if (idle.size() < allowance) {
                idle.push(array);
            }
        }
    }

    /** The loan has ended and the array does not come back. */
    void lost(boolean shared) {
        synchronized (lock) {
            borrowed--;
            if (shared) {
                borrowedShared--;
            }
        }
    }

    private Batch lend(boolean shared) {
        byte[] array = take();
        return new Batch(this, shared, array == null ? new byte[BATCH] : array);
    }

    private byte @Nullable [] take() {
        synchronized (lock) {
            borrowed++;
            peak = Math.max(peak, borrowed);
            return idle.poll();
        }
    }
}
