package cn.mejene.vault.store;

import java.io.Serial;

/** There is no published object of this id. */
public final class MissingBlobException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1L;

    MissingBlobException(BlobId id) {
        super("no such object: " + id);
    }
}
