package cn.mejene.vault.store;

import java.io.Serial;

/** A content ended before it was as long as it was said to be. */
public final class WrongLengthException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1L;

    public WrongLengthException() {
        super("content is shorter than announced");
    }
}
