package cn.mejene.membership.order;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One order as it stands in the database.
 *
 * @param physical whether something is sent somewhere
 * @param total in fen
 * @param shipTo sealed, null unless physical
 * @param planEvidence evidence of the plan that the member confirmed, where there is one
 */
@SuppressWarnings("ArrayRecordComponent")
record Order(
        String orderId,
        String memberId,
        Status status,
        boolean physical,
        long total,
        String currency,
        byte @Nullable [] shipTo,
        @Nullable String planEvidence,
        Instant createdAt) {

    /** One line. */
    record Line(int line, String sku, int version, int quantity, long price) {
        long total() {
            return price * quantity;
        }
    }

    /** When the order came into a state. */
    record Step(Status status, Instant at) {}

    /** States; which may follow which is a table of the database. */
    enum Status {
        DRAFT,
        AWAITING_PAYMENT,
        PAID,
        IN_PRODUCTION,
        SHIPPED,
        DELIVERED,
        COMPLETED,
        CANCELLED,
        REFUNDED;

        String word() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }

        static Status of(String word) {
            return valueOf(word.toUpperCase(Locale.ROOT).replace('-', '_'));
        }
    }

    static long total(List<Line> lines) {
        return lines.stream().mapToLong(Line::total).reduce(0, Math::addExact);
    }
}
