package cn.mejene.audit.review;

import cn.mejene.audit.review.Minors.Approval;
import cn.mejene.audit.review.Minors.Minor;
import cn.mejene.audit.review.ReviewRepository.StaffRead;
import cn.mejene.kernel.ModuleContext;
import cn.mejene.kernel.Problem;
import cn.mejene.vault.KeyRing;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * Looks at how minors' data were handled in a year (policy VI; Minors Regulation 37): children without a guardian's
 * consent, accounts that waited for one too long, and staff who saw a minor's data without leave. Who is a minor is asked
 * when it looks. Virtual threads only.
 */
final class MinorsInspection {
    private static final int BATCH = 500;
    private static final int EVIDENCE = 5;

    private final ModuleContext context;
    private final ReviewRepository repository;
    private final Minors minors;

    /** Counts; nobody is named. */
    record Figures(
            long under14,
            long from14To17,
            long awaitingGuardian,
            long erased,
            Map<String, Long> guardiansByMethod,
            long approvals,
            long staffReads,
            long refusedReads) {}

    /** What was found. */
    record Found(Figures figures, List<Finding> findings) {}

    MinorsInspection(ModuleContext context, ReviewRepository repository) {
        this.context = context;
        this.repository = repository;
        this.minors = new Minors(context);
    }

    Found inspect(String year, Instant from, Instant to) {
        var people = minors.people(from, to);
        var approvals = minors.approvals(from, to, people.minors());
        var reads = reads(people.minors(), from, to);
        var findings = new ArrayList<Finding>();
        for (var minor : people.minors()) {
            if (minor.isChild() && minor.guardian() == null && minor.awaitingSince() == null) {
                findings.add(new Finding("", "child-without-guardian", minor.memberId(), 1, List.of()));
            }
            if (minor.overdue()) {
                findings.add(new Finding("", "child-not-erased", minor.memberId(), 1, List.of()));
            }
        }
        findings.addAll(unapproved(reads.allowed(), approvals));
        return new Found(figures(people, approvals.size(), reads), Inspection.numbered(year, findings));
    }

    private static Figures figures(Minors.People people, long approvals, Reads reads) {
        var all = people.minors();
        var methods = new TreeMap<String, Long>();
        all.stream()
                .map(Minor::guardian)
                .filter(Objects::nonNull)
                .forEach(method -> methods.merge(method, 1L, Long::sum));
        long children = all.stream().filter(Minor::isChild).count();
        return new Figures(
                children,
                all.size() - children,
                all.stream().filter(minor -> minor.awaitingSince() != null).count(),
                people.erased(),
                methods,
                approvals,
                reads.allowed().size(),
                reads.refused());
    }

    /** @param refused how often staff were refused for want of an approval */
    private record Reads(List<StaffRead> allowed, long refused) {}

    private Reads reads(List<Minor> all, Instant from, Instant to) {
        var members = new HashMap<String, String>();
        all.forEach(minor -> pseudonym(minor.memberId()).forEach(name -> members.put(name, minor.memberId())));
        var names = List.copyOf(members.keySet());
        var allowed = new ArrayList<StaffRead>();
        long refused = 0;
        for (int i = 0; i < names.size(); i += BATCH) {
            var batch = names.subList(i, Math.min(names.size(), i + BATCH));
            for (var read : repository.staffReads(context.database(), batch, from, to)) {
                if (read.outcome().equals("allowed")) {
                    allowed.add(read.of(Objects.requireNonNull(members.get(read.member()))));
                } else if (read.outcome().equals("approval-required")) {
                    refused++;
                }
            }
        }
        return new Reads(allowed, refused);
    }

    /** Reads that no approval covers, by who read. */
    private static List<Finding> unapproved(List<StaffRead> reads, List<Approval> approvals) {
        var byActor = new TreeMap<String, List<String>>();
        reads.stream()
                .filter(read -> approvals.stream().noneMatch(approval -> covers(approval, read)))
                .forEach(read -> byActor.computeIfAbsent(read.actor(), absent -> new ArrayList<>())
                        .add(read.entry()));
        return byActor.entrySet().stream()
                .map(actor -> new Finding(
                        "",
                        "read-without-approval",
                        actor.getKey(),
                        actor.getValue().size(),
                        actor.getValue().stream().limit(EVIDENCE).toList()))
                .toList();
    }

    private static boolean covers(Approval approval, StaffRead read) {
        return approval.memberId().equals(read.member())
                && Objects.equals(approval.clinicId(), read.clinic())
                && !approval.approvedAt().isAfter(read.at())
                && approval.expiresAt().isAfter(read.at());
    }

    /** None once the person's log key is destroyed: nothing leads back to her any more. */
    private List<String> pseudonym(String member) {
        try {
            return List.of(context.port(KeyRing.class).pseudonym(member));
        } catch (Problem e) {
            if (e.status() == 410) {
                return List.of();
            }
            throw e;
        }
    }
}
