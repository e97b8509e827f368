package cn.mejene.consent.partner;

import cn.mejene.consent.call.OfficerTrail;
import cn.mejene.kernel.Ids;
import cn.mejene.kernel.ModuleContext;
import cn.mejene.kernel.Problem;
import cn.mejene.kernel.call.Answer;
import cn.mejene.kernel.call.Call;
import cn.mejene.kernel.data.Sql;
import cn.mejene.kernel.data.Tx;
import cn.mejene.kernel.privacy.Access.Resource;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Keeps what partners have signed and passed, and says who is admitted: whoever has both, unexpired, by what was recorded
 * last (policy II(B)2, III.0). Clinics' accesses are decided by the policy engine, on the same rows. Stateless.
 */
public final class PartnerService {
    private static final List<String> NEEDED = List.of("agreement", "security-test");

    private final AssessmentRepository repository = new AssessmentRepository();
    private final OfficerTrail trail;
    private final ModuleContext context;

    private record NewAssessment(
            String kind,
            String reference,
            @Nullable Boolean passed,
            @Nullable Instant validFrom,
            Instant validUntil) {}

    private record Partner(String id, boolean admitted, List<Assessment> assessments) {}

    public PartnerService(ModuleContext context) {
        this.trail = new OfficerTrail(context);
        this.context = context;
    }

    /** Admits the partners that the configuration names and nobody has assessed yet. */
    public void admit(List<Admission> admissions) {
        var now = context.clock().instant();
        for (var admission : admissions) {
            context.database().run(tx -> {
                if (repository.of(tx, admission.partner()).isEmpty()) {
                    insert(tx, admission, "agreement", admission.agreement(), now);
                    insert(tx, admission, "security-test", admission.securityTest(), now);
                }
            });
        }
    }

    private void insert(Tx tx, Admission admission, String kind, String reference, Instant now) {
        var assessment = new Assessment(
                Ids.make("asm"), admission.partner(), kind, reference, true, now, admission.validUntil());
        repository.insert(tx, assessment, "configuration");
    }

    public Answer assess(Call call, Tx tx) {
        var request = call.body(NewAssessment.class);
        var from = Objects.requireNonNullElseGet(
                request.validFrom(), () -> context.clock().instant());
        if (!request.validUntil().isAfter(from)) {
            throw Problem.invalid("/validUntil", "order", "An assessment ends after it begins.");
        }
        var assessment = new Assessment(
                Ids.make("asm"),
                call.path("id"),
                request.kind(),
                request.reference(),
                Objects.requireNonNullElse(request.passed(), true),
                from,
                request.validUntil());
        repository.insert(tx, assessment, call.principal().id());
        trail.wrote(tx, call, "platform", Resource.of("partner-assessment", assessment.id()));
        return Answer.created(assessment);
    }

    public Answer get(Call call) {
        var id = call.path("id");
        var assessments = repository.of(context.database(), id);
        return Answer.ok(new Partner(id, isAdmitted(assessments), assessments));
    }

    /** @throws Problem 403 {@code partner-not-admitted} */
    public void require(Sql sql, String partner) {
        if (!isAdmitted(repository.of(sql, partner))) {
            throw Problem.of(
                    403, "partner-not-admitted", "This needs an agreement and a passed security test, both in force.");
        }
    }

    private boolean isAdmitted(List<Assessment> newestFirst) {
        var now = context.clock().instant();
        return NEEDED.stream().allMatch(kind -> newestFirst.stream()
                .filter(one -> one.kind().equals(kind))
                .findFirst()
                .filter(one -> one.holds(now))
                .isPresent());
    }
}
