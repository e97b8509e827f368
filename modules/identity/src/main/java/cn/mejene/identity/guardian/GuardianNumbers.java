package cn.mejene.identity.guardian;

import cn.mejene.kernel.ModuleContext;
import cn.mejene.kernel.Problem;
import cn.mejene.kernel.call.Answer;
import cn.mejene.kernel.call.Call;
import cn.mejene.kernel.privacy.Access;
import cn.mejene.kernel.privacy.Access.Action;
import cn.mejene.kernel.privacy.Access.Resource;
import cn.mejene.kernel.privacy.LegalBasis;
import cn.mejene.vault.KeyRing;
import java.util.HashMap;
import java.util.List;

/**
 * Tells the platform where the guardians of minors are reached, at the moment a message to them leaves. Serves an
 * internal address, for the platform itself only. Stateless.
 */
public final class GuardianNumbers {
    private final GuardianRepository repository = new GuardianRepository();
    private final ModuleContext context;

    private record Members(List<String> memberIds, String purpose) {}

    public GuardianNumbers(ModuleContext context) {
        this.context = context;
    }

    /** Serves {@code identity.open-guardian-numbers}: by the minor's id; who is of age or has none is missing. */
    public Answer open(Call call) {
        if (!call.principal().isSystem()) {
            throw Problem.forbidden("This is told to the platform only.");
        }
        var wanted = call.body(Members.class);
        var opened = context.port(KeyRing.class)
                .openEach(
                        repository.ofMinors(context.database(), wanted.memberIds()).stream()
                                .map(one -> new KeyRing.Wanted(
                                        access(call, one.memberId(), wanted.purpose()),
                                        Guardian.place(one.memberId()),
                                        one.guardian()))
                                .toList(),
                        Guardian.class,
                        call.operation());
        var numbers = new HashMap<String, String>();
        opened.forEach((member, guardian) -> numbers.put(member, guardian.phone()));
        return Answer.ok(numbers);
    }

    private static Access access(Call call, String member, String purpose) {
        return new Access(
                call.principal(),
                member,
                Action.READ,
                Resource.of("guardian"),
                purpose,
                LegalBasis.CONTRACT,
                call.traceId());
    }
}
