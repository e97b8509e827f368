package cn.mejene.gateway.contract;

/** Whether an operation takes an {@code Idempotency-Key} ({@code x-idempotency}). */
public enum IdempotencyMode {
    NONE,
    OPTIONAL,
    REQUIRED
}
