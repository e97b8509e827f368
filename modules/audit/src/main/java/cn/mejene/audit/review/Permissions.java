package cn.mejene.audit.review;

import cn.mejene.kernel.ModuleContext;
import cn.mejene.kernel.Problem;
import cn.mejene.kernel.call.Call;
import cn.mejene.kernel.call.Principal;
import cn.mejene.vault.KeyRing;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Asks the modules that give permissions what they have given. Virtual threads only. */
final class Permissions {
    private static final long PATIENCE = Duration.ofSeconds(30).toNanos();
    private static final String NO_TRACE = "00-" + "0".repeat(31) + "1-" + "0".repeat(15) + "1-00";

    private static final int GONE = 410;

    private final ModuleContext context;

    /** One person of staff that may come in. */
    record Staff(String id, String role, @Nullable String clinicId, Instant createdAt) {}

    private record AllStaff(List<Staff> staff) {}

    /** One grant that is in force. */
    record Grant(String id, String memberId, String clinicId, Instant givenAt) {}

    private record AllGrants(List<Grant> grants) {}

    /**
     * What matters of them for one month's audit.
     *
     * @param grants in force and old enough to be called idle, by id
     */
    record Snapshot(List<Staff> staff, List<Use> grants) {}

    /** @param subject the member as the log names her */
    record Use(String id, String subject, String clinicId) {}

    /** As they are now. Whose log key is destroyed is left out: nothing leads back to her any more. */
    Snapshot now(Instant idleSince) {
        var staff = staff().stream().sorted(Comparator.comparing(Staff::id)).toList();
        var grants = grants().stream()
                .filter(grant -> grant.givenAt().isBefore(idleSince))
                .sorted(Comparator.comparing(Grant::id))
                .flatMap(grant ->
                        pseudonym(grant.memberId())
                                .map(subject -> new Use(grant.id(), subject, grant.clinicId()))
                                .stream())
                .toList();
        return new Snapshot(staff, grants);
    }

    private Optional<String> pseudonym(String member) {
        try {
            return Optional.of(context.port(KeyRing.class).pseudonym(member));
        } catch (Problem e) {
            if (e.status() == GONE) {
                return Optional.empty();
            }
            throw e;
        }
    }

    Permissions(ModuleContext context) {
        this.context = context;
    }

    private List<Staff> staff() {
        return context.bus()
                .call(call("identity.list-active-staff"))
                .body(AllStaff.class)
                .staff();
    }

    private List<Grant> grants() {
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
