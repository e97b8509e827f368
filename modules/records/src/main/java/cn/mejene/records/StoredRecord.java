package cn.mejene.records;

import cn.mejene.kernel.privacy.Access;
import cn.mejene.vault.KeyClass;
import cn.mejene.vault.Place;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One record's row.
 *
 * @param clinicId the clinic it came from, null when the member uploaded it herself
 * @param label sealed {@link Label}
 * @param finding what makes it dangerous to open, null when nothing: such a record is in quarantine
 */
record StoredRecord(
        String id,
        String memberId,
        @Nullable String clinicId,
        String uploader,
        Kind kind,
        String format,
        long size,
        String sha256,
        String blobId,
        byte[] label,
        Instant createdAt,
        @Nullable String finding) {

    /** Whether its bytes are given to nobody. */
    boolean isQuarantined() {
        return finding != null;
    }

    Access.Resource resource() {
        return new Access.Resource("record", id, clinicId);
    }

    Place labelPlace() {
        return labelPlace(memberId, id);
    }

    static Place labelPlace(String memberId, String recordId) {
        return new Place(memberId, KeyClass.CARE, "records.record", "label", recordId);
    }
}
