package cn.mejene.gateway.http;

import cn.mejene.kernel.call.Principal;
import org.jspecify.annotations.Nullable;

/**
 * Who calls, as a verified token and its live session say.
 *
 * @param stepUpOperation the operationId that a step-up token was issued for; null for an ordinary token
 * @param tokenId the token's {@code jti}
 */
public record Authenticated(
        Principal principal,
        @Nullable String stepUpOperation,
        @Nullable String tokenId) {}
