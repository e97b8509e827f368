package cn.mejene.gateway.token;

import cn.mejene.kernel.Problem;

/** The two ways to refuse a token (RFC 6750, 3.1); which check failed is nobody's business but ours. */
final class TokenProblems {
    private static final String CHALLENGE = "Bearer error=\"invalid_token\"";

    private TokenProblems() {}

    static Problem invalid() {
        return Problem.of(401, "token-invalid", "The access token is not valid.")
                .header("WWW-Authenticate", CHALLENGE);
    }

    static Problem expired() {
        return Problem.of(401, "token-expired", "The access token has expired.").header("WWW-Authenticate", CHALLENGE);
    }
}
