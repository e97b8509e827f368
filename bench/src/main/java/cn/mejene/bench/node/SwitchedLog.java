package cn.mejene.bench.node;

import cn.mejene.kernel.data.Tx;
import cn.mejene.kernel.privacy.AuditAppender;
import cn.mejene.kernel.privacy.AuditEntry;
import java.util.List;

/** The log as it is, or nothing. Thread-safe. */
final class SwitchedLog implements AuditAppender {
    private final AuditAppender log;
    private volatile boolean on = true;

    SwitchedLog(AuditAppender log) {
        this.log = log;
    }

    void turn(boolean wanted) {
        on = wanted;
    }

    @Override
    public void append(Tx tx, AuditEntry entry) {
        if (on) {
            log.append(tx, entry);
        }
    }

    @Override
    public void record(AuditEntry entry) {
        if (on) {
            log.record(entry);
        }
    }

    @Override
    public void record(List<AuditEntry> entries) {
        if (on) {
            log.record(entries);
        }
    }
}
