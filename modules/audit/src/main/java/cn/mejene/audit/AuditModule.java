package cn.mejene.audit;

import cn.mejene.audit.approval.ListDesk;
import cn.mejene.audit.incident.IncidentService;
import cn.mejene.audit.review.ReviewService;
import cn.mejene.audit.sequence.LogFolder;
import cn.mejene.audit.sequence.LogKey;
import cn.mejene.audit.sequence.TransparencyLog;
import cn.mejene.audit.stamp.Stamping;
import cn.mejene.kernel.Module;
import cn.mejene.kernel.ModuleContext;
import cn.mejene.kernel.Operations;
import cn.mejene.kernel.Ports;
import cn.mejene.kernel.config.ConfigException;
import cn.mejene.kernel.data.RetentionDatabase;
import cn.mejene.kernel.job.Job;
import cn.mejene.kernel.job.Schedule;
import cn.mejene.kernel.privacy.AuditAppender;
import cn.mejene.kernel.privacy.EvidenceLog;
import cn.mejene.kernel.privacy.ListApprovals;
import java.time.Duration;
import java.time.LocalTime;

/** The access log, the signed tree over it, and what members, officers and auditors see of both. */
public final class AuditModule implements Module<AuditConfig> {
    /** Bodies go within their first hour after three years. */
    private static final LocalTime ERASURE = LocalTime.of(0, 30);

    /** Between two looks for what operators wait to read. */
    private static final Duration GLANCE = Duration.ofMillis(500);

    private static final LocalTime REVIEW = LocalTime.of(2, 0);
    private static final LocalTime MINORS_REVIEW = LocalTime.of(2, 30);
    private static final LocalTime ESCALATION = LocalTime.of(9, 0);

    private final LogRepository repository = new LogRepository();

    @Override
    public String name() {
        return "audit";
    }

    @Override
    public Class<AuditConfig> configType() {
        return AuditConfig.class;
    }

    @Override
    public void provide(AuditConfig config, ModuleContext context, Ports ports) {
        ports.provide(AuditAppender.class, new AccessLog(context, repository));
        ports.provide(ListApprovals.class, new ListDesk(context));
        ports.provide(EvidenceLog.class, new CommittedEvidence(log(config, context)));
    }

    @Override
    public void prepare(AuditConfig config, ModuleContext context) {
        new LogKey(context, config.origin()).prepare();
    }

    @Override
    public void serve(AuditConfig config, ModuleContext context, Operations operations) {
        var log = log(config, context);
        log.run(config.folder(), operations);
        var stamps = config.timeStamps();
        if (stamps != null) {
            new Stamping(context, stamps, log, new LogFolder(config.folder())).run(operations);
        }
        operations.read("audit.list-own", new MemberView(context, repository, log)::list);
        operations.read("audit.list-events", new EventView(context, repository)::list);
        var holds = new Holds(context);
        operations.write("audit.place-hold", holds::place);
        operations.write("audit.release-hold", holds::release);
        operations.internal("audit.note-refusal", new RefusedByRole(context)::note);
        operations.internal("audit.clinics-that-read", new Readers(context, repository)::of);
        operations.background("audit.note-operators", GLANCE, new OperatorReads(context)::note);
        serveTree(operations, new TreeView(log));
        operations.job(new Job("audit.erase-expired", new Schedule.Daily(ERASURE), erasure(context)::run));
        serveReviews(operations, new ReviewService(context, log.key()));
        new IncidentService(context).serve(operations);
        new ListDesk(context).serve(operations);
    }

    private static void serveReviews(Operations operations, ReviewService reviews) {
        operations.read("audit.list-reviews", reviews::list);
        operations.read("audit.get-review", reviews::get);
        operations.read("audit.get-review-document", reviews::document);
        operations.read("audit.recompute-review", reviews::recompute);
        operations.write("audit.decide-finding", reviews::decide);
        operations.job(new Job("audit.review-month", new Schedule.Monthly(REVIEW), reviews::run));
        operations.job(new Job("audit.review-minors", new Schedule.Yearly(MINORS_REVIEW), reviews::runMinors));
        operations.job(new Job("audit.escalate-findings", new Schedule.Daily(ESCALATION), reviews::escalate));
    }

    private static Erasure erasure(ModuleContext context) {
        var own = context.ports()
                .find(RetentionDatabase.class)
                .orElseThrow(() -> new ConfigException("database.retention: the log needs a role that erases"));
        return new Erasure(context, new RetentionRepository(own.database()));
    }

    private static TransparencyLog log(AuditConfig config, ModuleContext context) {
        return new TransparencyLog(context, new LogKey(context, config.origin()));
    }

    private static void serveTree(Operations operations, TreeView tree) {
        operations.read("audit.get-key", call -> tree.key());
        operations.read("audit.get-checkpoint", call -> tree.checkpoint());
        operations.read("audit.prove-inclusion", tree::inclusion);
        operations.read("audit.prove-consistency", tree::consistency);
        operations.read("audit.get-tile", tree::tile);
        operations.read("audit.get-tile-two-deep", tree::tile);
        operations.read("audit.get-tile-three-deep", tree::tile);
        operations.read("audit.get-entries", tree::entries);
        operations.read("audit.get-entries-two-deep", tree::entries);
        operations.read("audit.get-entries-three-deep", tree::entries);
    }
}
