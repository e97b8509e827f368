package cn.mejene.kernel.stream;

import org.jspecify.annotations.Nullable;

/**
 * What the gateway reports when an upload ends without being stored.
 *
 * @param uploadId the ticket's id
 * @param claim the ticket's claim
 */
public record AbortedUpload(String uploadId, @Nullable String claim) {}
