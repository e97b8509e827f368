package cn.mejene.vault;

import cn.mejene.kernel.Problem;
import cn.mejene.kernel.data.Sql;
import cn.mejene.kernel.data.Tx;
import cn.mejene.kernel.privacy.Access;
import cn.mejene.kernel.privacy.AuditAppender;
import cn.mejene.kernel.privacy.AuditEntry;
import cn.mejene.kernel.privacy.Authorizer;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** Decision and log of a test, in one list of steps; both can be told to fail. Thread-safe. Decides nothing itself. */
public final class TestDoor implements Authorizer, AuditAppender {
    private final List<String> steps = new CopyOnWriteArrayList<>();
    private final List<AuditEntry> entries = new CopyOnWriteArrayList<>();
    private volatile @Nullable Problem refusal;
    private volatile @Nullable Problem logFailure;

    /** Forgets what happened and lets everything pass. */
    public void reset() {
        refusal = null;
        logFailure = null;
        steps.clear();
        entries.clear();
    }

    public void refuse(Problem problem) {
        refusal = problem;
    }

    public void failLog(Problem problem) {
        logFailure = problem;
    }

    /** {@code asked}, {@code logged <outcome>}, in the order they happened. */
    public List<String> steps() {
        return List.copyOf(steps);
    }

    public List<AuditEntry> entries() {
        return List.copyOf(entries);
    }

    @Override
    public void require(Access access, Sql sql) {
        steps.add("asked");
        var problem = refusal;
        if (problem != null) {
            throw problem;
        }
    }

    @Override
    public void requireLocked(Access access, Tx tx) {
        require(access, tx);
    }

    @Override
    public void append(Tx tx, AuditEntry entry) {
        record(entry);
    }

    @Override
    public void record(AuditEntry entry) {
        var problem = logFailure;
        if (problem != null) {
            throw problem;
        }
        steps.add("logged " + entry.outcome());
        entries.add(entry);
    }
}
