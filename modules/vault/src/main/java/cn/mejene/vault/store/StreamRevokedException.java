package cn.mejene.vault.store;

import java.io.Serial;

/** The right to a stream ended while it ran: no further segment was opened. */
public final class StreamRevokedException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1L;

    public StreamRevokedException() {
        super("stream is no longer allowed");
    }
}
