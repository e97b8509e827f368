package cn.mejene.records;

import cn.mejene.kernel.privacy.Access;
import cn.mejene.vault.KeyClass;
import cn.mejene.vault.Place;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a clinic asks a member to confirm of one record, and her answer once there is one.
 *
 * @param sha256 digest of the record when it was asked for: the very bytes that are confirmed
 * @param statement sealed {@link Statement}
 * @param decision null until decided
 */
record Confirmation(
        String id,
        String recordId,
        String sha256,
        String memberId,
        String clinicId,
        String requester,
        String stage,
        byte[] statement,
        Instant createdAt,
        @Nullable Decision decision) {

    /** The words that the member sees. */
    record Statement(String text) {
        @Override
        public String toString() {
            return "Statement[***]";
        }
    }

    /**
     * @param word {@code confirmed} or {@code declined}
     * @param evidence sealed {@link cn.mejene.kernel.privacy.Evidence}
     */
    record Decision(String word, Instant at, String evidenceId, byte[] evidence) {}

    /** Whether the member said yes to what is to be made or done. */
    boolean isConfirmedPlan() {
        return decision != null && decision.word().equals("confirmed") && stage.endsWith("-plan");
    }

    /** Whether this is still the record that was to be confirmed, and may be shown. */
    boolean isOf(StoredRecord record) {
        return record.sha256().equals(sha256) && !record.isQuarantined();
    }

    Access.Resource resource() {
        return new Access.Resource("record", recordId, clinicId);
    }

    Place statementPlace() {
        return statementPlace(memberId, id);
    }

    static Place statementPlace(String memberId, String id) {
        return new Place(memberId, KeyClass.EVIDENCE, "records.confirmation", "statement", id);
    }

    Place evidencePlace() {
        return new Place(memberId, KeyClass.EVIDENCE, "records.confirmation", "evidence", id);
    }
}
