package cn.mejene.audit.review;

import cn.mejene.kernel.ModuleContext;
import cn.mejene.kernel.call.Call;
import cn.mejene.kernel.call.Principal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Asks the modules that give permissions what they have given. Virtual threads only. */
final class Permissions {
    private static final long PATIENCE = Duration.ofSeconds(30).toNanos();
    private static final String NO_TRACE = "00-" + "0".repeat(31) + "1-" + "0".repeat(15) + "1-00";

    private final ModuleContext context;

    /** One person of staff that may come in. */
    record Staff(String id, String role, @Nullable String clinicId, Instant createdAt) {}

    private record AllStaff(List<Staff> staff) {}

    /** One grant that is in force. */
    record Grant(String id, String memberId, String clinicId, Instant givenAt) {}

    private record AllGrants(List<Grant> grants) {}

    Permissions(ModuleContext context) {
        this.context = context;
    }

    List<Staff> staff() {
        return context.bus()
                .call(call("identity.list-active-staff"))
                .body(AllStaff.class)
                .staff();
    }

    /** Grants given before a moment; the longest unused are found among them. */
    List<Grant> grants() {
        return context.bus()
                .call(call("consent.list-active-grants"))
                .body(AllGrants.class)
                .grants();
    }

    private static Call call(String operation) {
        return new Call(
                operation,
                Principal.system("audit"),
                Map.of(),
                Map.of(),
                Map.of(),
                null,
                null,
                System.nanoTime() + PATIENCE,
                NO_TRACE,
                "audit",
                null);
    }
}
