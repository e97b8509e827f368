package cn.mejene.membership.term;

import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * So many seconds of one level, bought by one line of one order. It holds from its start, inclusive, to its end,
 * exclusive.
 *
 * @param boughtSeconds what was paid for
 * @param seconds what is left of that after refunds
 */
record Term(
        String termId,
        String memberId,
        Source source,
        String level,
        int rank,
        Instant boughtAt,
        long boughtSeconds,
        long seconds,
        Instant startsAt,
        Instant endsAt) {

    /** What a term was bought by. */
    record Source(String orderId, int line, String sku, int version) {}

    static final Comparator<Term> IN_ORDER =
            Comparator.comparing(Term::boughtAt).thenComparing(Term::termId);

    boolean holds(Instant at) {
        return !at.isBefore(startsAt) && at.isBefore(endsAt);
    }

    Term withSeconds(long left) {
        return new Term(termId, memberId, source, level, rank, boughtAt, boughtSeconds, left, startsAt, endsAt);
    }

    private Term placed(Instant start) {
        return new Term(
                termId,
                memberId,
                source,
                level,
                rank,
                boughtAt,
                boughtSeconds,
                seconds,
                start,
                start.plus(Duration.ofSeconds(seconds)));
    }

    /** What is left when a part of the price has gone back; a second begun is given up. */
    static long left(long boughtSeconds, long refunded, long total) {
        var takenBack = BigInteger.valueOf(boughtSeconds).multiply(BigInteger.valueOf(refunded));
        var quotient = takenBack.divideAndRemainder(BigInteger.valueOf(total));
        return boughtSeconds - quotient[0].longValueExact() - quotient[1].signum();
    }

    /**
     * Terms of one level in a row: each begins when it was bought, or where the one before it ends, whichever is later.
     * The same terms always give the same row.
     */
    static List<Term> chained(List<Term> terms) {
        var row = new ArrayList<Term>();
        var end = Instant.MIN;
        for (var term : terms.stream().sorted(IN_ORDER).toList()) {
            var placed = term.placed(term.boughtAt().isAfter(end) ? term.boughtAt() : end);
            row.add(placed);
            end = placed.endsAt().isAfter(end) ? placed.endsAt() : end;
        }
        return row;
    }
}
