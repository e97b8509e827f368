package cn.mejene.kernel.testing;

import cn.mejene.kernel.data.Tx;
import cn.mejene.kernel.privacy.AuditAppender;
import cn.mejene.kernel.privacy.AuditEntry;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** An access log in memory, for tests without the log: keeps what was recorded and what committed. Thread-safe. */
public final class KeptEntries implements AuditAppender {
    private final List<AuditEntry> entries = new CopyOnWriteArrayList<>();

    @Override
    public void append(Tx tx, AuditEntry entry) {
        tx.afterCommit(() -> entries.add(entry));
    }

    @Override
    public void record(AuditEntry entry) {
        entries.add(entry);
    }

    public List<AuditEntry> entries() {
        return List.copyOf(entries);
    }
}
