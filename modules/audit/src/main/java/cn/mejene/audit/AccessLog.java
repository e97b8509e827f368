package cn.mejene.audit;

import cn.mejene.kernel.Ids;
import cn.mejene.kernel.ModuleContext;
import cn.mejene.kernel.Problem;
import cn.mejene.kernel.data.Sql;
import cn.mejene.kernel.data.Tx;
import cn.mejene.kernel.privacy.AuditAppender;
import cn.mejene.kernel.privacy.AuditEntry;
import cn.mejene.vault.KeyRing;
import io.vertx.pgclient.PgException;
import java.security.SecureRandom;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes entries; whatever stops one stops what it describes. Virtual threads only. */
final class AccessLog implements AuditAppender {
    private static final Logger LOG = LoggerFactory.getLogger(AccessLog.class);
    private static final SecureRandom RANDOM = new SecureRandom();

    private final ModuleContext context;
    private final LogRepository repository;

    AccessLog(ModuleContext context, LogRepository repository) {
        this.context = context;
        this.repository = repository;
    }

    @Override
    public void append(Tx tx, AuditEntry entry) {
        write(tx, entry);
    }

    @Override
    public void record(AuditEntry entry) {
        write(context.database(), entry);
    }

    private void write(Sql sql, AuditEntry entry) {
        var salt = new byte[32];
        RANDOM.nextBytes(salt);
        try {
            var pseudonym = context.port(KeyRing.class).pseudonym(entry.access().subject());
            var body = LogBody.of(Ids.make("log"), context.clock().instant(), context.node(), pseudonym, entry);
            repository.insert(sql, body, salt);
        } catch (PgException e) {
            LOG.atError().addKeyValue("sqlState", e.getSqlState()).log("access log cannot be written");
            throw Problem.unavailable("The access log cannot be written, so nothing was opened.");
        }
    }
}
