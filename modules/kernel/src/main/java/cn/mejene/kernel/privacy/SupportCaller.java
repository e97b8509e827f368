package cn.mejene.kernel.privacy;

import cn.mejene.kernel.ModuleContext;
import cn.mejene.kernel.Problem;
import cn.mejene.kernel.call.Call;
import cn.mejene.kernel.privacy.Access.Action;
import cn.mejene.kernel.privacy.Access.Resource;
import org.jspecify.annotations.Nullable;

/**
 * Who asks through support (policy V(C)3): the member whose code the calling person of support has handed in just now,
 * and nobody else. Virtual threads only.
 */
public final class SupportCaller {
    private static final String REFUSED = "verification-required";

    private final ModuleContext context;

    private record Presented(String verificationId) {}

    private record Subject(@Nullable String memberId) {}

    public SupportCaller(ModuleContext context) {
        this.context = context;
    }

    /**
     * The member that the path names; a refusal is logged before it is heard of.
     *
     * @throws Problem 403 {@code verification-required} when it is not made sure that she is asking
     */
    public String require(Call call, Action action, Resource resource) {
        return require(call, call.body(Presented.class).verificationId(), action, resource);
    }

    /** The same where the call asks for more. */
    public String require(Call call, String verification, Action action, Resource resource) {
        var subject = context.bus()
                .call(call.to("identity.support-subject", new Presented(verification)))
                .body(Subject.class)
                .memberId();
        var member = call.path("memberId");
        if (!member.equals(subject)) {
            var entry = AuditEntry.refused(access(call, member, action, resource), call.operation(), REFUSED);
            context.port(AuditAppender.class).record(entry);
            throw Problem.of(403, REFUSED, "Make sure of who is asking first.");
        }
        return member;
    }

    /** What the person of support does for her, as the log tells it. */
    public static Access access(Call call, String member, Action action, Resource resource) {
        return new Access(
                call.principal(), member, action, resource, "member-request", LegalBasis.OWN_REQUEST, call.traceId());
    }
}
