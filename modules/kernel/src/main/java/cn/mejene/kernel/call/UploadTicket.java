package cn.mejene.kernel.call;

import cn.mejene.kernel.stream.BlobReference;
import org.jspecify.annotations.Nullable;

/**
 * Leave to send one body: what the gateway needs to seal it and nothing that could open it.
 *
 * @param id the module's own id of the upload, given back at commit or abort
 * @param blob where the sealed bytes go
 * @param inspector name of the {@link cn.mejene.kernel.stream.ContentInspector} that must accept the bytes
 * @param maxBytes most bytes that the body may have
 * @param claim the hold on the caller's idempotency key, given back at commit or abort; null without a key
 */
public record UploadTicket(
        String id,
        BlobReference blob,
        String inspector,
        long maxBytes,
        @Nullable String claim) implements Reply {

    public UploadTicket claimedBy(String newClaim) {
        return new UploadTicket(id, blob, inspector, maxBytes, newClaim);
    }
}
