package cn.mejene.vault.store;

import java.io.Serial;

/** A stream was given up by whoever started it; not an error of the store. */
public final class StreamCancelledException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1L;

    public StreamCancelledException() {
        super("stream was cancelled");
    }
}
