package cn.mejene.consent.decision;

import cn.mejene.kernel.Ids;
import cn.mejene.kernel.ModuleContext;
import cn.mejene.kernel.Problem;
import cn.mejene.kernel.call.Answer;
import cn.mejene.kernel.call.Call;
import cn.mejene.kernel.data.Tx;
import cn.mejene.kernel.privacy.Access;
import cn.mejene.kernel.privacy.Access.Action;
import cn.mejene.kernel.privacy.Access.Resource;
import cn.mejene.kernel.privacy.AuditAppender;
import cn.mejene.kernel.privacy.AuditEntry;
import cn.mejene.kernel.privacy.LegalBasis;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Asks the engine that decides accesses what it would say: a member why a clinic was refused, an officer who could see
 * something of a member's. Gives approvals for minors' data too. Opens nothing. Stateless.
 */
public final class DecisionService {
    private static final Duration LONGEST_APPROVAL = Duration.ofDays(90);
    private static final String TREATMENT = "treatment";

    private final ApprovalRepository approvals = new ApprovalRepository();
    private final ConsentAuthorizer authorizer;
    private final StaffKinds staff;
    private final PossibleAccesses possible;
    private final ModuleContext context;

    private record Question(
            String clinicId,
            Action action,
            @Nullable String purpose,
            @Nullable String recordClinicId) {}

    private record Enquiry(String memberId, @Nullable String recordClinicId) {}

    private record NewApproval(String memberId, @Nullable String clinicId, String reason, Instant expiresAt) {}

    private record Period(Instant from, Instant to) {}

    private record Approvals(List<Approval> approvals) {}

    /** What the engine says of one clinic and one action. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    private record Told(
            String clinicId,
            String action,
            boolean allowed,
            Reason reason,
            @Nullable String purpose) {}

    public DecisionService(ConsentAuthorizer authorizer, ModuleContext context) {
        this.authorizer = authorizer;
        this.staff = new StaffKinds(context);
        this.possible = new PossibleAccesses(staff, authorizer, context);
        this.context = context;
    }

    /** Whether a clinic could do something with the calling member's records now, and why. */
    public Answer explain(Call call) {
        var question = call.body(Question.class);
        return Answer.ok(told(call, call.principal().id(), question));
    }

    /** Who could see something of the member now, and why or why not; logged. */
    public Answer whoCouldSee(Call call) {
        var enquiry = call.body(Enquiry.class);
        var access = new Access(
                call.principal(),
                enquiry.memberId(),
                Action.READ,
                Resource.of("grant"),
                "oversight",
                LegalBasis.STATUTORY,
                call.traceId());
        context.port(AuditAppender.class).record(AuditEntry.allowed(access, call.operation()));
        return Answer.page(possible.to(call, enquiry.memberId(), enquiry.recordClinicId()), null);
    }

    /** The best answer that anybody of the clinic's staff would hear. */
    private Told told(Call call, String member, Question question) {
        var record = new Resource("record", null, question.recordClinicId());
        var purpose = question.purpose() == null ? TREATMENT : question.purpose();
        var verdicts = staff.ofClinic(call, question.clinicId()).stream()
                .map(one ->
                        new Access(one, member, question.action(), record, purpose, LegalBasis.CONSENT, call.traceId()))
                .map(access -> authorizer.decide(access, context.database()))
                .toList();
        var verdict = verdicts.stream().filter(Verdict::allowed).findFirst().orElse(verdicts.getFirst());
        return new Told(
                question.clinicId(),
                question.action().name().toLowerCase(Locale.ROOT),
                verdict.allowed(),
                verdict.reason(),
                verdict.purpose());
    }

    /** Serves {@code consent.list-approvals}: for the platform itself, what held at some time of a period. */
    public Answer approvalsBetween(Call call) {
        if (!call.principal().isSystem()) {
            throw Problem.forbidden("Approvals are told to the platform only.");
        }
        var period = call.body(Period.class);
        return Answer.ok(new Approvals(approvals.heldBetween(context.database(), period.from(), period.to())));
    }

    /** Lets a clinic, or the operators' own staff, see a minor's data for a time; the officer who approves is never who asks. */
    public Answer approve(Call call, Tx tx) {
        var request = call.body(NewApproval.class);
        var now = context.clock().instant();
        if (!request.expiresAt().isAfter(now) || request.expiresAt().isAfter(now.plus(LONGEST_APPROVAL))) {
            throw Problem.invalid("/expiresAt", "range", "An approval ends within 90 days from now.");
        }
        var approval = new Approval(
                Ids.make("apr"),
                request.memberId(),
                request.clinicId(),
                call.principal().id(),
                request.reason(),
                now,
                request.expiresAt());
        approvals.insert(tx, approval);
        var access = new Access(
                call.principal(),
                request.memberId(),
                Action.WRITE,
                new Resource("access-approval", approval.id(), request.clinicId()),
                "oversight",
                LegalBasis.STATUTORY,
                call.traceId());
        context.port(AuditAppender.class).append(tx, AuditEntry.allowed(access, call.operation()));
        return Answer.created(approval);
    }
}
