package cn.mejene.audit;

import cn.mejene.kernel.ModuleContext;
import cn.mejene.kernel.job.Job;
import cn.mejene.kernel.privacy.Access;
import cn.mejene.kernel.privacy.Access.Action;
import cn.mejene.kernel.privacy.Access.Resource;
import cn.mejene.kernel.privacy.AuditAppender;
import cn.mejene.kernel.privacy.AuditEntry;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Erases bodies after their three years (policy I(C)4, VII(B)3), every day; leaves and tree stay as they are. */
final class Erasure {
    private static final Logger LOG = LoggerFactory.getLogger(Erasure.class);
    private static final int BATCH = 1_000;
    private static final String NO_TRACE = "0".repeat(32);

    private final ModuleContext context;
    private final RetentionRepository repository;
    private final LogRepository firsts = new LogRepository();

    Erasure(ModuleContext context, RetentionRepository repository) {
        this.context = context;
        this.repository = repository;
    }

    void run(Job.Run run) {
        int erased = 0;
        int batch;
        do {
            batch = repository.eraseExpired(run.due(), BATCH);
            erased += batch;
        } while (batch == BATCH);
        firsts.deleteFirstReads(context.database(), run.due());
        if (erased > 0) {
            var access = Access.system("audit", "platform", Action.ERASE, Resource.of("access-log"), "audit", NO_TRACE);
            context.port(AuditAppender.class).record(AuditEntry.allowed(access, "audit.erase-expired"));
            LOG.atInfo().addKeyValue("removed", erased).log("bodies of the log erased after three years");
        }
    }
}
