package cn.mejene.gateway.contract;

import io.vertx.core.http.HttpMethod;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One operation of the contract, compiled: what a request must look like and who may send it. Immutable, shared by all
 * event loops. Says nothing of answers.
 *
 * @param id the operationId, which is also the event-bus address
 * @param path Vert.x route path, e.g. {@code /v1/records/:id}
 * @param roles roles of which the caller needs one; {@code public} lets anybody in
 * @param stepUp whether the call needs a token issued for this operation alone
 * @param parameters path, query and header parameters, without {@code Idempotency-Key}
 * @param body what the body must look like; null when the operation takes none
 */
public record Operation(
        String id,
        HttpMethod method,
        String path,
        Set<String> roles,
        boolean stepUp,
        List<Parameter> parameters,
        @Nullable BodyRule body,
        StreamMode stream,
        IdempotencyMode idempotency) {

    /** The pseudo-role of operations that need no token. */
    public static final String PUBLIC = "public";

    public Operation {
        roles = Set.copyOf(roles);
        parameters = List.copyOf(parameters);
    }

    public boolean isPublic() {
        return roles.contains(PUBLIC);
    }

    /** Whether a token, when one is sent, says who calls: everywhere but where only {@link #PUBLIC} is named. */
    public boolean readsToken() {
        return !isPublic() || roles.size() > 1;
    }
}
