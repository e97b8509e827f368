package cn.mejene.vault.store;

import java.io.Serial;

/** The store has no room left; what was written of the object will be discarded. */
public final class StorageFullException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1L;

    StorageFullException(Throwable cause) {
        super("no space left for objects", cause);
    }
}
