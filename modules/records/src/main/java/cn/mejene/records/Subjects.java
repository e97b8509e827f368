package cn.mejene.records;

import cn.mejene.kernel.ModuleContext;
import cn.mejene.kernel.Problem;
import cn.mejene.kernel.call.Call;
import cn.mejene.kernel.privacy.Access;
import cn.mejene.kernel.privacy.Access.Action;
import cn.mejene.kernel.privacy.AuditAppender;
import cn.mejene.kernel.privacy.AuditEntry;
import cn.mejene.kernel.privacy.LegalBasis;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Finds out whose data a call is about, and sees to it that a refusal leaves a trace. */
final class Subjects {
    /** Stands in the log for a person that no Smile ID led to. */
    private static final String UNKNOWN = "unknown";

    private final ModuleContext context;

    private record SmileId(String smileId) {}

    private record Found(@Nullable String memberId) {}

    Subjects(ModuleContext context) {
        this.context = context;
    }

    /** The member herself, or whom the clinic's Smile ID names. */
    String ofUpload(Call call, Optional<String> smileId, String operation) {
        if (call.principal().isMember()) {
            if (smileId.isPresent()) {
                throw Problem.invalid("#Smile-Id", "not-allowed", "A member uploads for herself; leave Smile-Id out.");
            }
            return call.principal().id();
        }
        return bySmileId(call, smileId, Action.WRITE, "treatment", operation);
    }

    /** Whom a clinic's {@code Smile-Id} names; one that does not exist looks like one without a grant. */
    String bySmileId(Call call, Action action, String purpose, String operation) {
        return bySmileId(call, call.header("smile-id"), action, purpose, operation);
    }

    private String bySmileId(Call call, Optional<String> sent, Action action, String purpose, String operation) {
        var smileId =
                sent.orElseThrow(() -> Problem.invalid("#Smile-Id", "required", "Name the member by her Smile ID."));
        var answer = context.bus().call(call.to("members.find-by-smile-id", new SmileId(smileId)));
        var member = answer.body(Found.class).memberId();
        if (member != null) {
            return member;
        }
        var access = new Access(
                call.principal(),
                UNKNOWN,
                action,
                new Access.Resource("record", null, call.principal().clinicId()),
                purpose,
                LegalBasis.CONSENT,
                call.traceId());
        context.port(AuditAppender.class).record(AuditEntry.refused(access, operation, "grant-required"));
        throw Problem.of(403, "grant-required", "The member has given this clinic no grant for that.");
    }

    /** What the caller says the reading is for; the member's own needs no purpose. */
    static String purpose(Call call) {
        return call.header("mejene-purpose")
                .orElseThrow(() -> Problem.of(422, "purpose-missing", "Say what for in the Mejene-Purpose header.")
                        .with("header", "Mejene-Purpose"));
    }

    /** Before a clinic reads a list of what members ask of it, which names people; durable by itself. */
    void clinicLists(Call call, String type) {
        var access = new Access(
                call.principal(),
                "platform",
                Action.READ,
                new Access.Resource(type, null, call.principal().clinicId()),
                "rights",
                LegalBasis.STATUTORY,
                call.traceId());
        context.port(AuditAppender.class).record(AuditEntry.allowed(access, call.operation()));
    }

    /** Runs a decision and logs its refusal, durably and by itself, before the caller hears of it. */
    void refusedIsLogged(Access access, String operation, Runnable decision) {
        try {
            decision.run();
        } catch (Problem refusal) {
            if (refusal.status() == 403) {
                context.port(AuditAppender.class).record(AuditEntry.refused(access, operation, refusal.code()));
            }
            throw refusal;
        }
    }

    /** What is somebody else's looks as if it were not there; that it was asked for is logged first. */
    Problem hidden(Access access, String operation, String what) {
        return context.port(AuditAppender.class).hidden(access, operation, what);
    }
}
