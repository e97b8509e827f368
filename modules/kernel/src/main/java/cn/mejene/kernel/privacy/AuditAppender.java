package cn.mejene.kernel.privacy;

import cn.mejene.kernel.data.Tx;
import java.util.List;

/**
 * Writes the access log; implemented by {@code audit}. An entry that cannot be written is a {@link
 * cn.mejene.kernel.Problem} 503 and whatever it describes must not happen (fail closed). Virtual threads only.
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
}
