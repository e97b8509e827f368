package cn.mejene.vault;

import java.time.Instant;

/**
 * Where a blob stands in a content that is not complete yet.
 *
 * @param of its owner's id of that content
 * @param start offset of its first byte, bytes
 * @param size bytes, at least 1
 * @param expiresAt real time after which it is swept unless the content was completed
 */
public record Part(String of, long start, long size, Instant expiresAt) {}
