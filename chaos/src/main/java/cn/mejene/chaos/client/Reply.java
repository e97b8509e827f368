package cn.mejene.chaos.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.net.http.HttpHeaders;
import java.util.OptionalLong;

/**
 * What a node answered. Immutable; the body is shared, not copied.
 *
 * @param node who answered
 * @param millis how long it took
 */
public record Reply(int node, int status, HttpHeaders headers, byte[] body, long millis) {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int OK = 200;
    private static final int FIRST_FAILURE = 400;
    private static final int UNAVAILABLE = 503;
    private static final int TOO_MANY = 429;
    private static final int FULL = 507;

    public boolean isOk() {
        return status >= OK && status < 300;
    }

    /** Whether it is a 4xx or 5xx. */
    public boolean isFailure() {
        return status >= FIRST_FAILURE;
    }

    boolean isUnavailable() {
        return status == UNAVAILABLE;
    }

    /** Whether there is no room for what was sent. */
    public boolean isFull() {
        return status == FULL;
    }

    boolean isLimited() {
        return status == TOO_MANY;
    }

    /** Whether the answer itself says that the same request may succeed a little later. */
    public boolean asksToComeAgain() {
        return isLimited() || status >= 500 || code().equals("idempotency-in-progress");
    }

    /** The body as JSON; missing when it is none. */
    public JsonNode json() {
        try {
            return JSON.readTree(body);
        } catch (IOException notJson) {
            return MissingNode.getInstance();
        }
    }

    public String text(String field) {
        return json().path(field).asText();
    }

    /** The stable code of a problem, empty where there is none. */
    public String code() {
        return isFailure() ? text("code") : "";
    }

    /** Whether a failure is told as RFC 9457 and the contract have it. */
    boolean isProblem() {
        var type = headers.firstValue("content-type").orElse("");
        return type.startsWith("application/problem+json")
                && json().path("status").asInt() == status
                && !code().isBlank()
                && !text("traceId").isBlank();
    }

    public OptionalLong retryAfterSeconds() {
        return headers.firstValueAsLong("retry-after");
    }

    /** In one word, as the history has it. */
    String outcome() {
        return isFailure() ? status + " " + code() : Integer.toString(status);
    }
}
