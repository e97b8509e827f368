package cn.mejene.kernel.stream;

import cn.mejene.kernel.call.PartTicket;
import org.jspecify.annotations.Nullable;

/**
 * What the gateway reports of a part: its bytes are durable, or there are none.
 *
 * @param uploadId the ticket's upload
 * @param writer the ticket's writer
 * @param blobId the ticket's blob; null when it had none
 * @param size plaintext length in bytes; 0 when nothing of it counts
 */
public record StoredPart(
        String uploadId, long writer, @Nullable String blobId, long size) {

    /** @param size plaintext length in bytes; 0 when nothing of it counts */
    public static StoredPart of(PartTicket ticket, long size) {
        var blob = ticket.blob();
        return new StoredPart(ticket.uploadId(), ticket.writer(), blob == null ? null : blob.blobId(), size);
    }
}
