package cn.mejene.audit.review;

import cn.mejene.audit.Escalation;
import cn.mejene.audit.review.ReviewRepository.Review;
import cn.mejene.audit.review.ReviewRepository.State;
import cn.mejene.audit.sequence.LogKey;
import cn.mejene.kernel.Json;
import cn.mejene.kernel.ModuleContext;
import cn.mejene.kernel.Problem;
import cn.mejene.kernel.call.Answer;
import cn.mejene.kernel.call.Call;
import cn.mejene.kernel.data.Tx;
import cn.mejene.kernel.job.Job;
import cn.mejene.kernel.job.Schedule;
import cn.mejene.kernel.privacy.Access;
import cn.mejene.kernel.privacy.Access.Action;
import cn.mejene.kernel.privacy.Access.Resource;
import cn.mejene.kernel.privacy.AuditAppender;
import cn.mejene.kernel.privacy.AuditEntry;
import cn.mejene.kernel.privacy.LegalBasis;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.fasterxml.jackson.databind.JsonNode;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.Year;
import java.time.YearMonth;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes the audit of each month, and of each year's handling of minors' data, once, and keeps its findings in sight until each is closed. Virtual threads only. */
public final class ReviewService {
    private static final Logger LOG = LoggerFactory.getLogger(ReviewService.class);

    private final ModuleContext context;
    private final LogKey key;
    private final ReviewRules rules;
    private final ReviewRepository repository = new ReviewRepository();

    /** What is signed: its JSON, in this order of fields. */
    @JsonPropertyOrder({"form", "month", "from", "to", "rules", "permissions", "findings"})
    record Report(
            String form,
            String month,
            Instant from,
            Instant to,
            ReviewRules rules,
            String permissions,
            List<Finding> findings) {}

    /** Of the two texts, the kept one and the one made anew; the same or not. */
    private record Recomputed(String month, boolean same, String kept, String anew) {}

    /** The same for a year of handling minors' data. */
    @JsonPropertyOrder({"form", "year", "from", "to", "figures", "findings"})
    record MinorsReport(
            String form,
            String year,
            Instant from,
            Instant to,
            MinorsInspection.Figures figures,
            List<Finding> findings) {}

    private record Line(String month, Instant madeAt, int findings, int open) {}

    /** @param text the report byte by byte as it is signed */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    private record Shown(
            String month, Instant madeAt, JsonNode report, String text, String signature, List<State> findings) {}

    private record Decision(String disposition, @Nullable String reference) {}

    public ReviewService(ModuleContext context, LogKey key) {
        this.context = context;
        this.key = key;
        this.rules = context.policies().load("review", ReviewRules.class);
    }

    /** Audits the month that ended before the run was due. */
    public void run(Job.Run run) {
        var month = YearMonth.from(run.due().atZone(Schedule.ZONE)).minusMonths(1);
        if (repository.find(context.database(), month.toString()).isPresent()) {
            return;
        }
        var from = month.atDay(1).atStartOfDay(Schedule.ZONE).toInstant();
        var to = month.plusMonths(1).atDay(1).atStartOfDay(Schedule.ZONE).toInstant();
        var permissions = Json.text(new Permissions(context).now(to.minus(rules.idleGrantAfter())));
        var report = report(month.toString(), from, to, rules, permissions);
        keep(run, month.toString(), Json.text(report), permissions, report.findings());
    }

    /** What a month comes to: by the log, and by permissions that it commits to. */
    private Report report(String month, Instant from, Instant to, ReviewRules by, String permissions) {
        var snapshot = Json.read(permissions.getBytes(StandardCharsets.UTF_8), Permissions.Snapshot.class);
        var findings = new Inspection(context, by, repository).inspect(month, from, to, snapshot);
        return new Report("mejene-review/2", month, from, to, by, sha256(permissions), findings);
    }

    /** Makes a month's report anew, of the log as it is, and compares it with the one that was signed, byte by byte. */
    public Answer recompute(Call call) {
        var month = call.path("month");
        log(call, month);
        var review = repository.find(context.database(), month).orElseThrow(() -> Problem.notFound("review"));
        var permissions = review.permissions();
        if (permissions == null) {
            throw Problem.conflict("not-recomputable", "What the permissions were was not kept with this audit.");
        }
        var kept = Json.read(review.report().getBytes(StandardCharsets.UTF_8), Report.class);
        var anew = Json.text(report(month, kept.from(), kept.to(), kept.rules(), permissions));
        return Answer.ok(new Recomputed(month, anew.equals(review.report()), sha256(review.report()), sha256(anew)));
    }

    private static String sha256(String text) {
        return ReviewDocument.sha256(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Audits how minors' data were handled in the year that ended before the run was due (policy VI). */
    public void runMinors(Job.Run run) {
        var year = Year.from(run.due().atZone(Schedule.ZONE)).minusYears(1);
        if (repository.find(context.database(), year.toString()).isPresent()) {
            return;
        }
        var from = year.atDay(1).atStartOfDay(Schedule.ZONE).toInstant();
        var to = year.plusYears(1).atDay(1).atStartOfDay(Schedule.ZONE).toInstant();
        var found = new MinorsInspection(context, repository).inspect(year.toString(), from, to);
        var report = Json.text(new MinorsReport(
                "mejene-minors-review/1", year.toString(), from, to, found.figures(), found.findings()));
        keep(run, year.toString(), report, null, found.findings());
    }

    private void keep(Job.Run run, String period, String report, @Nullable String permissions, List<Finding> findings) {
        var signature = key.signing().sign(report + "\n").signatures().getFirst();
        context.database().run(tx -> {
            run.fence().check(tx);
            var review = new Review(period, run.due(), report, signature, permissions);
            repository.insert(tx, review, findings.stream().map(Finding::id).toList());
        });
    }

    /** Tells of findings that nobody has dealt with in time. */
    public void escalate(Job.Run run) {
        var overdue = context.database().transaction(tx -> {
            run.fence().check(tx);
            var escalated = repository.escalate(tx, run.due().minus(rules.escalateAfter()), run.due());
            Escalation.tell(context, tx, escalated.size());
            return escalated;
        });
        overdue.forEach(finding ->
                LOG.atError().addKeyValue("finding", finding).log("finding of the monthly audit is overdue"));
        context.metrics().counter("mejene.audit.findings.overdue").increment(overdue.size());
    }

    public Answer list(Call call) {
        log(call, null);
        var lines = repository.list(context.database()).stream()
                .map(review -> {
                    var states = repository.states(context.database(), review.month());
                    int open = (int)
                            states.stream().filter(s -> s.disposition() == null).count();
                    return new Line(review.month(), review.madeAt(), states.size(), open);
                })
                .toList();
        return Answer.page(lines, null);
    }

    public Answer get(Call call) {
        log(call, call.path("month"));
        var review =
                repository.find(context.database(), call.path("month")).orElseThrow(() -> Problem.notFound("review"));
        return Answer.ok(new Shown(
                review.month(),
                review.madeAt(),
                Json.read(review.report().getBytes(StandardCharsets.UTF_8), JsonNode.class),
                review.report(),
                review.signature(),
                repository.states(context.database(), review.month())));
    }

    /** The audit for people to read, and what the log's key says of its bytes. */
    public Answer document(Call call) {
        var month = call.path("month");
        log(call, month);
        var review = repository.find(context.database(), month).orElseThrow(() -> Problem.notFound("review"));
        var document = ReviewDocument.of(review);
        var note = key.signing().sign(ReviewDocument.statement(review, document) + "\n");
        var headers = Map.of(
                "Content-Type",
                "application/pdf",
                "Content-Disposition",
                "attachment; filename=\"audit-" + month + ".pdf\"",
                "Cache-Control",
                "no-store",
                "Signed-Note",
                Base64.getEncoder().encodeToString(note.toString().getBytes(StandardCharsets.UTF_8)));
        return new Answer(200, headers, Buffer.buffer(document));
    }

    /** Findings name people: whoever reads them leaves an entry first. */
    private void log(Call call, @Nullable String month) {
        var entry = AuditEntry.allowed(access(call, Action.READ, month), call.operation());
        context.port(AuditAppender.class).record(entry);
    }

    private static Access access(Call call, Action action, @Nullable String month) {
        return new Access(
                call.principal(),
                "platform",
                action,
                month == null ? Resource.of("review") : Resource.of("review", month),
                "audit",
                LegalBasis.STATUTORY,
                call.traceId());
    }

    public Answer decide(Call call, Tx tx) {
        var decision = call.body(Decision.class);
        var month = call.path("month");
        var id = call.path("findingId");
        var state = new State(
                id,
                decision.disposition(),
                decision.reference(),
                call.principal().id(),
                context.clock().instant(),
                null);
        if (!repository.decide(tx, month, state)) {
            throw repository.states(tx, month).stream().anyMatch(s -> s.id().equals(id))
                    ? Problem.conflict("already-decided", "The finding is closed.")
                    : Problem.notFound("finding");
        }
        context.port(AuditAppender.class)
                .append(tx, AuditEntry.allowed(access(call, Action.WRITE, month), call.operation()));
        return Answer.noContent();
    }
}
