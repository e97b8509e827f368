package cn.mejene.records;

import cn.mejene.kernel.privacy.Access;
import cn.mejene.vault.KeyClass;
import cn.mejene.vault.Place;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One upload that comes in several requests.
 *
 * @param recordId the id that the record will have
 * @param uploader id of the principal who began it; for nobody else it exists
 * @param concat {@code partial}, {@code final;} with the ids of what it is made of, or null
 * @param length bytes it will have, null while that is not known
 * @param received bytes that count
 * @param label sealed {@link Label}
 * @param metadata sealed {@link UploadMetadata}
 */
record ResumableUpload(
        String id,
        String recordId,
        String memberId,
        @Nullable String clinicId,
        String uploader,
        Kind kind,
        @Nullable String concat,
        @Nullable Long length,
        long received,
        int parts,
        byte[] label,
        byte[] metadata,
        boolean done,
        long writer,
        Instant expiresAt) {
    private static final String FINAL = "final;";

    boolean isPartial() {
        return "partial".equals(concat);
    }

    boolean isFinal() {
        return concat != null && concat.startsWith(FINAL);
    }

    /** Whether every byte that was announced counts. */
    boolean isComplete() {
        return length != null && length == received;
    }

    ResumableUpload ofLength(long bytes) {
        return new ResumableUpload(
                id, recordId, memberId, clinicId, uploader, kind, concat, bytes, received, parts, label, metadata, done,
                writer, expiresAt);
    }

    /** Under which ids its parts are kept, in order. */
    List<String> of() {
        return concat != null && isFinal()
                ? Arrays.asList(concat.substring(FINAL.length()).split(" ", -1))
                : List.of(id);
    }

    static String concatenation(List<String> ids) {
        return FINAL + String.join(" ", ids);
    }

    Access.Resource resource() {
        return new Access.Resource("record", recordId, clinicId);
    }

    /** The same with the id of the blob that its parts have become. */
    PendingUpload pending(String blobId) {
        return new PendingUpload(id, recordId, memberId, clinicId, uploader, kind, blobId, label);
    }

    Place metadataPlace() {
        return metadataPlace(memberId, id);
    }

    static Place metadataPlace(String memberId, String uploadId) {
        return new Place(memberId, KeyClass.CARE, "records.resumable", "metadata", uploadId);
    }
}
