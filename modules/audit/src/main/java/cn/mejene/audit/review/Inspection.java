package cn.mejene.audit.review;

import cn.mejene.audit.review.ReviewRepository.Stretch;
import cn.mejene.kernel.ModuleContext;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Looks at one period by the rules. What it says follows from the log and from what the permissions were, so that it says
 * the same whenever it looks. Virtual threads only.
 */
final class Inspection {
    private final ModuleContext context;
    private final ReviewRules rules;
    private final ReviewRepository repository;

    Inspection(ModuleContext context, ReviewRules rules, ReviewRepository repository) {
        this.context = context;
        this.rules = rules;
        this.repository = repository;
    }

    /** Findings in a fixed order, numbered within the month. */
    List<Finding> inspect(String month, Instant from, Instant to, Permissions.Snapshot permissions) {
        var found = new ArrayList<Finding>();
        var database = context.database();
        add(found, "bulk-reads", repository.readsPerHour(database, from, to, rules.bulkReadsPerHour()));
        add(found, "night-reads", repository.readsPerNight(database, from, to, rules));
        add(found, "refusals", repository.refusalsPerTenMinutes(database, from, to, rules.refusalsPerTenMinutes()));
        var staff = permissions.staff();
        found.addAll(dormant(staff, to));
        found.addAll(overWide(staff));
        found.addAll(idle(permissions.grants(), to));
        found.addAll(papers(rules, to));
        found.sort(Comparator.comparing(Finding::rule).thenComparing(Finding::about));
        return numbered(month, found);
    }

    private static void add(List<Finding> found, String rule, List<Stretch> stretches) {
        stretches.forEach(s -> found.add(new Finding("", rule, s.about(), s.measure(), s.evidence())));
    }

    /** What has to show that reasonable protection was done, and does not. */
    static List<Finding> papers(ReviewRules rules, Instant to) {
        return rules.papers().stream()
                .flatMap(
                        paper -> paper
                                .overdue(to)
                                .map(days -> new Finding("", "protection-paper", paper.id(), days, List.of()))
                                .stream())
                .toList();
    }

    private List<Finding> dormant(List<Permissions.Staff> staff, Instant to) {
        var since = to.minus(rules.dormantStaffAfter());
        var seen = repository.actors(context.database(), since, to);
        return staff.stream()
                .filter(s -> s.createdAt().isBefore(since) && !seen.contains(s.id()))
                .map(s -> new Finding("", "dormant-staff", s.id(), days(rules.dormantStaffAfter()), List.of()))
                .toList();
    }

    private List<Finding> overWide(List<Permissions.Staff> staff) {
        var holders = staff.stream().collect(Collectors.groupingBy(Permissions.Staff::role, Collectors.counting()));
        return rules.mostHolders().entrySet().stream()
                .filter(most -> holders.getOrDefault(most.getKey(), 0L) > most.getValue())
                .map(most -> new Finding(
                        "", "over-wide-role", most.getKey(), holders.getOrDefault(most.getKey(), 0L), List.of()))
                .toList();
    }

    private List<Finding> idle(List<Permissions.Use> grants, Instant to) {
        var visits = repository.visits(context.database(), to.minus(rules.idleGrantAfter()), to);
        return grants.stream()
                .filter(grant -> !visits.contains(grant.clinicId() + " " + grant.subject()))
                .map(grant -> new Finding("", "idle-grant", grant.id(), days(rules.idleGrantAfter()), List.of()))
                .toList();
    }

    private static long days(Duration duration) {
        return duration.toDays();
    }

    static List<Finding> numbered(String month, List<Finding> found) {
        var numbered = new ArrayList<Finding>();
        for (var f : found) {
            var id = "%s-%04d".formatted(month, numbered.size() + 1);
            numbered.add(new Finding(id, f.rule(), f.about(), f.measure(), f.evidence()));
        }
        return numbered;
    }
}
