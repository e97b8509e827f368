package cn.mejene.gateway.http;

import cn.mejene.gateway.contract.Operation;
import cn.mejene.kernel.Problem;
import cn.mejene.kernel.call.Principal;
import io.vertx.core.Future;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.util.Optional;

/**
 * Who may come in: limits, token, roles, step-up, in this order. Whoever is not known counts by address, and so does a
 * bad token; whoever is known counts as herself, wherever she calls from. For event loops.
 */
public final class Admission {
    private static final String SCHEME = "Bearer ";
    private static final int LONGEST_TOKEN = 4_096;
    private static final Authenticated NOBODY = new Authenticated(Principal.anonymous(), null, null);

    private final Authenticator authenticator;
    private final RateLimits limits;

    public Admission(Authenticator authenticator, RateLimits limits) {
        this.authenticator = authenticator;
        this.limits = limits;
    }

    /** Who calls, within the limits; a failed future carries a {@link Problem}. Whether she may is {@link #refusal}. */
    Future<Authenticated> admit(HttpServerRequest request, Operation operation, String client) {
        var token = operation.readsToken() ? token(request) : Optional.<String>empty();
        if (token.isEmpty()) {
            return limits.byAddress(client, request.response())
                    .compose(_ -> operation.isPublic()
                            ? Future.succeededFuture(NOBODY)
                            : Future.failedFuture(tokenMissing()));
        }
        return authenticator
                .authenticate(token.get())
                .recover(refused -> countRefused(request, client, refused))
                .compose(who ->
                        limits.byPrincipal(who.principal(), request.response()).map(who));
    }

    /** Uses the step-up token up, as late as possible: a call that is refused for its form has not spent it. */
    Future<Void> spend(Authenticated who) {
        return who.stepUpOperation() == null ? Future.succeededFuture() : authenticator.spendStepUp(who);
    }

    private static Optional<String> token(HttpServerRequest request) {
        var field = request.getHeader(HttpHeaders.AUTHORIZATION);
        if (field == null) {
            return Optional.empty();
        }
        if (!field.regionMatches(true, 0, SCHEME, 0, SCHEME.length()) || field.length() > LONGEST_TOKEN) {
            throw tokenInvalid();
        }
        return Optional.of(field.substring(SCHEME.length()).strip());
    }

    private Future<Authenticated> countRefused(HttpServerRequest request, String client, Throwable refused) {
        return limits.byAddress(client, request.response()).compose(_ -> Future.failedFuture(refused));
    }

    /** Why somebody who is known may not call this operation, if so; whoever says so to her has it logged first. */
    static Optional<Problem> refusal(Operation operation, Authenticated who) {
        var roles = who.principal().roles();
        if (!operation.isPublic() && roles.stream().noneMatch(operation.roles()::contains)) {
            return Optional.of(Problem.forbidden("The call is not for callers of this role."));
        }
        var granted = who.stepUpOperation();
        if (granted == null ? operation.stepUp() : !granted.equals(operation.id())) {
            return Optional.of(
                    Problem.of(403, "step-up-required", "The call needs a token that was issued for it alone.")
                            .with("operation", operation.id())
                            .header("WWW-Authenticate", "Bearer error=\"insufficient_user_authentication\""));
        }
        return Optional.empty();
    }

    private static Problem tokenMissing() {
        return Problem.unauthorized("token-missing", "The call needs an access token.");
    }

    private static Problem tokenInvalid() {
        return Problem.of(401, "token-invalid", "The Authorization field holds no bearer token.")
                .header("WWW-Authenticate", "Bearer error=\"invalid_token\"");
    }
}
