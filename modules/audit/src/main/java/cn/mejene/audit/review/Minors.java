package cn.mejene.audit.review;

import cn.mejene.kernel.ModuleContext;
import cn.mejene.kernel.call.Call;
import cn.mejene.kernel.call.Principal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Asks the modules that know who is a minor and who may see a minor's data. Virtual threads only. */
final class Minors {
    private static final long PATIENCE = Duration.ofSeconds(30).toNanos();
    private static final int PAGE = 500;
    private static final String NO_TRACE = "00-" + "0".repeat(31) + "2-" + "0".repeat(15) + "2-00";

    private final ModuleContext context;

    /**
     * A member who is not of age.
     *
     * @param guardian by which method a guardian was made sure of; null where there is none
     * @param awaitingSince since when the account waits for one
     * @param overdue whether it has waited for longer than it may
     */
    record Minor(
            String memberId,
            String ageBand,
            @Nullable String guardian,
            @Nullable Instant awaitingSince,
            boolean overdue) {
        boolean isChild() {
            return ageBand.equals("under-14");
        }
    }

    private record Page(List<Minor> minors, long erased) {}

    /** Everybody, and how many children's accounts were erased in the year for want of a guardian. */
    record People(List<Minor> minors, long erased) {}

    /** Leave to see a minor's data; the clinic is null for the operators' own staff. */
    record Approval(String memberId, @Nullable String clinicId, Instant approvedAt, Instant expiresAt) {}

    private record Approvals(List<Approval> approvals) {}

    private record Period(Instant from, Instant to) {}

    private record Wanted(String after, int limit, Instant from, Instant to) {}

    Minors(ModuleContext context) {
        this.context = context;
    }

    People people(Instant from, Instant to) {
        var all = new ArrayList<Minor>();
        long erased = 0;
        var after = "";
        while (true) {
            var page = context.bus()
                    .call(call("identity.list-minors", new Wanted(after, PAGE, from, to)))
                    .body(Page.class);
            all.addAll(page.minors());
            erased = page.erased();
            if (page.minors().size() < PAGE) {
                return new People(all, erased);
            }
            after = page.minors().getLast().memberId();
        }
    }

    /** Approvals that held at some time of the year, of these members. */
    List<Approval> approvals(Instant from, Instant to, List<Minor> minors) {
        var ids = new HashSet<String>();
        minors.forEach(minor -> ids.add(minor.memberId()));
        return context
                .bus()
                .call(call("consent.list-approvals", new Period(from, to)))
                .body(Approvals.class)
                .approvals()
                .stream()
                .filter(approval -> ids.contains(approval.memberId()))
                .toList();
    }

    private static Call call(String operation, Object wanted) {
        var call = new Call(
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
        return call.to(operation, wanted);
    }
}
