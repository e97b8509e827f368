package cn.mejene.gateway.http;

import cn.mejene.gateway.contract.IdempotencyMode;
import cn.mejene.kernel.Problem;
import io.vertx.core.http.HttpServerRequest;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The {@code Idempotency-Key} field (draft-ietf-httpapi-idempotency-key-header): a quoted string (RFC 8941), or, as
 * most clients send it, the bare key.
 */
final class IdempotencyKeys {
    private static final Pattern QUOTED = Pattern.compile("\"((?:[\\x21\\x23-\\x5b\\x5d-\\x7e]|\\\\[\\\\\"])+)\"");
    private static final Pattern BARE = Pattern.compile("[\\x21\\x23-\\x7e]{1,255}");
    private static final int LONGEST = 255;

    private IdempotencyKeys() {}

    /** @throws Problem 400 {@code idempotency-key-missing} or {@code idempotency-key-invalid} */
    static Optional<String> read(HttpServerRequest request, IdempotencyMode mode) {
        if (mode == IdempotencyMode.NONE) {
            return Optional.empty();
        }
        var sent = request.headers().getAll("Idempotency-Key");
        if (sent.isEmpty()) {
            if (mode == IdempotencyMode.REQUIRED) {
                throw Problem.of(400, "idempotency-key-missing", "The call needs an Idempotency-Key.");
            }
            return Optional.empty();
        }
        if (sent.size() > 1) {
            throw invalid();
        }
        return Optional.of(parse(sent.getFirst()));
    }

    private static String parse(String field) {
        if (BARE.matcher(field).matches()) {
            return field;
        }
        var quoted = QUOTED.matcher(field);
        var key = quoted.matches() ? quoted.group(1).replaceAll("\\\\(.)", "$1") : "";
        if (key.isEmpty() || key.length() > LONGEST) {
            throw invalid();
        }
        return key;
    }

    private static Problem invalid() {
        return Problem.of(400, "idempotency-key-invalid", "The Idempotency-Key is not 1 to 255 visible characters.");
    }
}
