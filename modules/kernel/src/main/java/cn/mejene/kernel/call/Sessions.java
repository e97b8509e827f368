package cn.mejene.kernel.call;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.List;

/**
 * What the gateway asks about access tokens and the sessions behind them; implemented by {@code identity}. Callable
 * from event loops, never blocks. A failed future carries a {@link cn.mejene.kernel.Problem}.
 */
public interface Sessions {

    /** Public keys (JWK) that access tokens may be signed with; at least one. */
    Future<List<JsonObject>> verificationKeys();

    /** Who stands behind a live session; 401 when it was signed out, revoked or has ended. At most 1 s old. */
    Future<Principal> principal(String sessionId);

    /** Uses up a step-up token; 403 {@code step-up-required} when it was used before. */
    Future<Void> spendStepUp(String tokenId);
}
