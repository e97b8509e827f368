package cn.mejene.identity.guardian;

import cn.mejene.identity.code.AddressIndex;
import io.vertx.core.buffer.Buffer;
import org.jspecify.annotations.Nullable;

/**
 * A guardian who was made sure of; counts once it is recorded.
 *
 * @param phone the guardian's number
 * @param requestId the code that is still to be used up
 * @param verified what support found out and is still to be used up
 */
public record GuardianProof(
        GuardianMethod method,
        Guardian guardian,
        @Nullable AddressIndex phone,
        @Nullable String requestId,
        @Nullable Verified verified) {

    /** A verification by a person of staff. */
    public record Verified(String reference, Buffer evidenceSha256, String by) {}

    /** Shows nobody. */
    @Override
    public String toString() {
        return "GuardianProof[" + method + "]";
    }
}
