package cn.mejene.vault.seal;

import java.io.Serial;

/**
 * A stored object is not what was sealed: changed, cut, extended, moved, or opened with another key or identity.
 * The message names the part that failed and never a byte of it; nothing of that part was released.
 */
public final class IntegrityException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1L;

    /** @param part what failed verification, a constant such as {@code "segment"} */
    public IntegrityException(String part) {
        super("stored object failed verification: " + part);
    }
}
