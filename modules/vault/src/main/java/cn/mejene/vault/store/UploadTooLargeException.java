package cn.mejene.vault.store;

import java.io.Serial;

/** An upload has more bytes than it may have. */
public final class UploadTooLargeException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1L;

    private final long limit;

    /** @param limit most plaintext bytes allowed */
    public UploadTooLargeException(long limit) {
        super("upload is too large");
        this.limit = limit;
    }

    /** Most plaintext bytes allowed. */
    public long limit() {
        return limit;
    }
}
