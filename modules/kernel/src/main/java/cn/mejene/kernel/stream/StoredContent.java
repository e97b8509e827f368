package cn.mejene.kernel.stream;

import org.jspecify.annotations.Nullable;

/**
 * What the gateway reports when every byte of an upload is durable and inspected.
 *
 * @param uploadId the ticket's id
 * @param size plaintext length in bytes
 * @param sha256 SHA-256 of the plaintext, lower-case hex
 * @param format what the inspector found
 * @param claim the ticket's claim
 * @param finding what the inspector found dangerous; null when nothing
 */
public record StoredContent(
        String uploadId,
        long size,
        String sha256,
        String format,
        @Nullable String claim,
        @Nullable String finding) {}
