package cn.mejene.kernel.stream;

/**
 * What the gateway reports when a body came to nothing.
 *
 * @param part the part, of which nothing counts
 * @param refused whether the content itself was refused, so that no further body can save it
 */
public record AbortedPart(StoredPart part, boolean refused) {}
