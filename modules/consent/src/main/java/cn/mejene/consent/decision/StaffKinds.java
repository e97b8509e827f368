package cn.mejene.consent.decision;

import cn.mejene.kernel.ModuleContext;
import cn.mejene.kernel.call.Call;
import cn.mejene.kernel.call.Principal;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The kinds of staff that may come in, as the engine tells them apart: role, clinic, employer, network. Stateless. */
final class StaffKinds {
    private final ModuleContext context;

    private record Kind(String role, @Nullable String clinicId, String employer, String network) {
        Principal anyone() {
            return new Principal("anyone", Set.of(role), null, clinicId, employer, network);
        }
    }

    private record Kinds(List<Kind> kinds) {}

    StaffKinds(ModuleContext context) {
        this.context = context;
    }

    /** One of each kind. */
    List<Principal> all(Call call) {
        return context
                .bus()
                .call(call.by(Principal.system("consent")).to("identity.list-staff-kinds", null))
                .body(Kinds.class)
                .kinds()
                .stream()
                .map(Kind::anyone)
                .toList();
    }

    /** One of each kind that a clinic has; where it has nobody yet, somebody it employs in the mainland. */
    List<Principal> ofClinic(Call call, String clinic) {
        var some =
                all(call).stream().filter(one -> clinic.equals(one.clinicId())).toList();
        return some.isEmpty() ? List.of(new Kind("clinic", clinic, clinic, "mainland").anyone()) : some;
    }
}
