package cn.mejene.records;

import cn.mejene.kernel.privacy.Access.Resource;
import cn.mejene.vault.KeyClass;
import cn.mejene.vault.Place;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a member asks a clinic to correct in a record that it brought, and the clinic's answer.
 *
 * @param request sealed {@link Words}: what is wrong
 * @param answer null while the clinic has not answered
 */
record Correction(
        String id,
        String recordId,
        String memberId,
        String clinicId,
        byte[] request,
        Instant requestedAt,
        @Nullable Answered answer) {

    /**
     * A clinic's answer.
     *
     * @param recordId the corrected version; null for a refusal
     * @param reasonCode why not; null for a correction
     * @param reason the same in sealed {@link Words}
     */
    record Answered(
            @Nullable String recordId, @Nullable String reasonCode, byte @Nullable [] reason, String by, Instant at) {}

    /** What somebody wrote. */
    record Words(String text) {
        @Override
        public String toString() {
            return "Words[***]";
        }
    }

    String status() {
        if (answer == null) {
            return "pending";
        }
        return answer.recordId() == null ? "refused" : "corrected";
    }

    Resource resource() {
        return new Resource("correction", id, clinicId);
    }

    /** What the words are about: who may read the record may read them. */
    Resource about() {
        return new Resource("record", recordId, clinicId);
    }

    Place requestPlace() {
        return requestPlace(memberId, id);
    }

    static Place requestPlace(String memberId, String id) {
        return new Place(memberId, KeyClass.CARE, "records.correction", "request", id);
    }

    Place reasonPlace() {
        return new Place(memberId, KeyClass.CARE, "records.correction", "reason", id);
    }
}
