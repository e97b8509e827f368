package cn.mejene.kernel.testing;

import cn.mejene.kernel.data.Tx;
import cn.mejene.kernel.privacy.EvidenceLog;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Keeps what was committed to, for a test of a module that runs without the log; proves nothing. */
public final class KeptStatements implements EvidenceLog {
    private final Map<String, Statement> statements = new ConcurrentHashMap<>();

    @Override
    public void commit(Tx tx, Statement statement) {
        tx.afterCommit(() -> statements.put(statement.id(), statement));
    }

    /** The text of a statement. */
    public String text(String id) {
        return Optional.ofNullable(statements.get(id)).map(Statement::text).orElseThrow();
    }

    @Override
    public Optional<Proof> proof(String id) {
        return Optional.empty();
    }
}
