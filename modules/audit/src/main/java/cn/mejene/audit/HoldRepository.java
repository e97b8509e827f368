package cn.mejene.audit;

import cn.mejene.kernel.data.Tx;
import java.time.Instant;
import java.time.ZoneOffset;

/** The table of holds, which the erasing function looks into. */
final class HoldRepository {
    /**
     * @param subject pseudonym of the person
     * @param reference which dispute or request, e.g. a file number
     */
    record Hold(String id, String subject, Instant placedAt, String placedBy, String reference) {}

    void insert(Tx tx, Hold hold) {
        tx.update(
                "INSERT INTO audit.hold (hold_id, subject, placed_at, placed_by, reference) VALUES ($1, $2, $3, $4, $5)",
                hold.id(),
                hold.subject(),
                hold.placedAt().atOffset(ZoneOffset.UTC),
                hold.placedBy(),
                hold.reference());
    }

    /** Answers whether there was such a hold. */
    boolean delete(Tx tx, String id) {
        return tx.update("DELETE FROM audit.hold WHERE hold_id = $1", id) == 1;
    }
}
