package cn.mejene.chaos.client;

/**
 * What had come when an answer ended. Immutable; the bytes are shared, not copied.
 *
 * @param status 0 when there was no answer
 * @param cleanly whether it ended as HTTP says, and not by a break
 */
public record Received(int status, byte[] bytes, boolean cleanly) {}
