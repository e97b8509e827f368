package cn.mejene.kernel.stream;

/**
 * What the gateway reports when the last part of a content is durable and the whole of it was inspected.
 *
 * @param last the last part, which does not count yet
 * @param content the whole
 */
public record CompletedParts(StoredPart last, StoredContent content) {}
