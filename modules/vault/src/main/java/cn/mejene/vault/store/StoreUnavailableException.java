package cn.mejene.vault.store;

import java.io.Serial;

/** A store could not be asked: it is away, too slow, or lets us do nothing. Says nothing about any object. */
public final class StoreUnavailableException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1L;

    StoreUnavailableException(Throwable cause) {
        super("the object store cannot be used", cause);
    }
}
