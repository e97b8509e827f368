package cn.mejene.identity.guardian;

import org.jspecify.annotations.Nullable;

/** A code of the purpose {@code guardian} that was sent to the number of the guardian who consented for a child. */
public record GuardianCode(
        @Nullable String requestId, @Nullable String code) {

    /** Shows no code. */
    @Override
    public String toString() {
        return "GuardianCode[" + requestId + "]";
    }
}
