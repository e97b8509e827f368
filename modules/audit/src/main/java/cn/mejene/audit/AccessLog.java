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
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes entries; whatever stops one stops what it describes. Virtual threads only. */
final class AccessLog implements AuditAppender {
    private static final Logger LOG = LoggerFactory.getLogger(AccessLog.class);
    private static final long GATHERING_MILLIS = 2;
    /** Whatever her role: a ward is a member, too. */
    private static final String MEMBER = "mem_";

    private static final SecureRandom RANDOM = new SecureRandom();

    private final ModuleContext context;
    private final LogRepository repository;
    private final FirstReads firsts;
    private final GroupCommit group;
    private final AccessWords words;

    AccessLog(ModuleContext context, LogRepository repository) {
        this.context = context;
        this.repository = repository;
        this.words = context.policies().load("access-words", AccessWords.class);
        this.firsts = new FirstReads(context, repository);
        this.group = new GroupCommit(entries -> repository.insert(context.database(), entries), () -> context.vertx()
                .timer(GATHERING_MILLIS, TimeUnit.MILLISECONDS)
                .await());
    }

    @Override
    public void append(Tx tx, AuditEntry entry) {
        var entries = List.of(entry);
        write(() -> {
            insert(tx, entries);
            firsts.tell(tx, firsts.among(entries));
        });
    }

    @Override
    public void record(AuditEntry entry) {
        record(List.of(entry));
    }

    @Override
    public void record(List<AuditEntry> entries) {
        var reads = firsts.among(entries);
        if (reads.isEmpty()) {
            write(() -> group.write(salted(entries)));
            return;
        }
        write(() -> context.database().run(tx -> {
            insert(tx, entries);
            firsts.tell(tx, reads);
        }));
        firsts.remember(reads);
    }

    private void insert(Sql sql, List<AuditEntry> entries) {
        repository.insert(sql, salted(entries));
    }

    private List<LogRepository.Salted> salted(List<AuditEntry> entries) {
        return entries.stream().map(this::salted).toList();
    }

    private static void write(Runnable writing) {
        try {
            writing.run();
        } catch (PgException e) {
            if (e.getSqlState() != null && e.getSqlState().startsWith("40")) {
                // The whole transaction has to be run again, and its owner does that.
                throw e;
            }
            LOG.atError().addKeyValue("sqlState", e.getSqlState()).log("access log cannot be written");
            throw Problem.unavailable("The access log cannot be written, so nothing was opened.");
        }
    }

    private LogRepository.Salted salted(AuditEntry entry) {
        var salt = new byte[32];
        RANDOM.nextBytes(salt);
        return new LogRepository.Salted(body(entry), salt);
    }

    private LogBody body(AuditEntry entry) {
        var names = context.port(KeyRing.class);
        var actor = entry.access().actor();
        return LogBody.of(
                Ids.make("log"),
                context.clock().instant().truncatedTo(ChronoUnit.MILLIS),
                context.node(),
                names.pseudonym(entry.access().subject()),
                actor.id().startsWith(MEMBER) ? names.pseudonym(actor.id()) : actor.id(),
                words.known(entry.access().purpose()),
                entry);
    }
}
