package cn.mejene.members;

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
import org.jspecify.annotations.Nullable;

/** Shows and keeps what a member wants; tells other modules before they send anything. Stateless. */
final class PreferencesService {
    private final PreferencesRepository preferences = new PreferencesRepository();
    private final ModuleContext context;

    private record Wanted(@Nullable String memberId) {}

    PreferencesService(ModuleContext context) {
        this.context = context;
    }

    Answer get(Call call) {
        return Answer.ok(preferences.of(context.database(), call.principal().id()));
    }

    /** Replaces all choices at once, so that nothing is turned on by being left out. */
    Answer put(Call call, Tx tx) {
        var chosen = call.body(Preferences.class);
        if (chosen.marketing() == null || chosen.service() == null) {
            throw Problem.invalid(
                    chosen.marketing() == null ? "/marketing" : "/service", "required", "A choice is missing.");
        }
        var member = call.principal();
        preferences.put(tx, member.id(), chosen, context.clock().instant());
        var access = Access.own(member, Action.WRITE, Resource.of("preferences"), call.traceId());
        context.port(AuditAppender.class).append(tx, AuditEntry.allowed(access, call.operation()));
        return Answer.ok(chosen);
    }

    /** Serves {@code members.preferences}: for the platform itself, what somebody wants to be sent. */
    Answer of(Call call) {
        var member = call.body(Wanted.class).memberId();
        if (!call.principal().isSystem() || member == null) {
            throw Problem.forbidden("Preferences are told to the platform only.");
        }
        return Answer.ok(preferences.of(context.database(), member));
    }
}
