package cn.mejene.records;

import cn.mejene.kernel.privacy.Access;
import org.jspecify.annotations.Nullable;

/**
 * An upload between begin and commit.
 *
 * @param recordId the id that the record will have
 * @param uploader id of the principal who began it; nobody else may end it
 */
record PendingUpload(
        String id,
        String recordId,
        String memberId,
        @Nullable String clinicId,
        String uploader,
        Kind kind,
        String blobId,
        byte[] label) {

    Access.Resource resource() {
        return new Access.Resource("record", recordId, clinicId);
    }
}
