package cn.mejene.membership.term;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * What a member's terms amount to at one moment.
 *
 * @param current the term that holds, of the highest level; empty when none does
 * @param row the terms of that level that follow each other around the moment; the last ones, when none holds
 */
record Membership(Optional<Term> current, List<Term> row) {

    static Membership at(Instant now, List<Term> terms) {
        var bought = terms.stream().filter(term -> term.seconds() > 0).toList();
        var current = bought.stream().filter(term -> term.holds(now)).max(Comparator.comparingInt(Term::rank));
        var pivot = current.or(() -> bought.stream().max(Comparator.comparing(Term::endsAt)));
        return new Membership(current, pivot.map(term -> around(term, bought)).orElse(List.of()));
    }

    private static List<Term> around(Term pivot, List<Term> terms) {
        var level = terms.stream()
                .filter(term -> term.level().equals(pivot.level()))
                .sorted(Comparator.comparing(Term::startsAt))
                .toList();
        int first = level.indexOf(pivot);
        int last = first;
        while (first > 0
                && level.get(first - 1).endsAt().equals(level.get(first).startsAt())) {
            first--;
        }
        while (last < level.size() - 1
                && level.get(last).endsAt().equals(level.get(last + 1).startsAt())) {
            last++;
        }
        return level.subList(first, last + 1);
    }

    String status() {
        return current.isPresent() ? "active" : row.isEmpty() ? "none" : "expired";
    }

    Optional<String> level() {
        return row.stream().findFirst().map(Term::level);
    }

    Optional<Instant> from() {
        return row.isEmpty() ? Optional.empty() : Optional.of(row.getFirst().startsAt());
    }

    Optional<Instant> until() {
        return row.isEmpty() ? Optional.empty() : Optional.of(row.getLast().endsAt());
    }
}
