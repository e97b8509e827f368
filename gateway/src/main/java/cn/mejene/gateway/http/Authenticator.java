package cn.mejene.gateway.http;

import io.vertx.core.Future;

/**
 * Says who stands behind an access token. Called on event loops, never blocks; a failed future carries a {@link
 * cn.mejene.kernel.Problem}.
 */
public interface Authenticator {

    /** Verifies the token and looks its session up; 401 {@code token-invalid} or {@code token-expired} otherwise. */
    Future<Authenticated> authenticate(String bearerToken);

    /** Uses up the step-up token that {@code who} came with; 403 {@code step-up-required} when it was used before. */
    Future<Void> spendStepUp(Authenticated who);
}
