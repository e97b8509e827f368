package cn.mejene.kernel.privacy;

import cn.mejene.kernel.Problem;
import cn.mejene.kernel.data.Tx;
import java.util.List;

/**
 * Writes the access log; implemented by {@code audit}. An entry that cannot be written is a {@link
 * Problem} 503 and whatever it describes must not happen (fail closed). Virtual threads only.
 */
public interface AuditAppender {

    /** Appends in the transaction of what is described. */
    void append(Tx tx, AuditEntry entry);

    /** Appends by itself and returns when it is durable: for reads, before their first byte, and for refusals. */
    void record(AuditEntry entry);

    /** The same for several at once, which may become durable in one commit. */
    default void record(List<AuditEntry> entries) {
        entries.forEach(this::record);
    }

    /**
     * What is somebody else's looks as if it were not there; that it was asked for is recorded first.
     *
     * @param access of the caller to the one whose thing it is
     * @param what e.g. {@code "order"}
     * @return 404, for the caller to throw
     */
    default Problem hidden(Access access, String operation, String what) {
        record(AuditEntry.refused(access, operation, "not-found"));
        return Problem.notFound(what);
    }
}
