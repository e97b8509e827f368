package cn.mejene.chaos.client;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.TreeMap;

/**
 * A call that may be sent again and again, to any node. Immutable; the body is shared, not copied.
 *
 * @param operation what it is called in the history
 * @param stream whether it may take longer than a call's deadline
 */
public record Request(
        String operation, String method, String path, Map<String, String> headers, byte[] body, boolean stream) {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final byte[] NOTHING = new byte[0];

    public Request {
        headers = Map.copyOf(headers);
    }

    public static Request of(String operation, String method, String path) {
        return new Request(operation, method, path, Map.of(), NOTHING, false);
    }

    public static Request get(String operation, String path) {
        return of(operation, "GET", path);
    }

    public static Request delete(String operation, String path) {
        return of(operation, "DELETE", path);
    }

    public static Request json(String operation, String method, String path, Object body) {
        try {
            return of(operation, method, path)
                    .with("Content-Type", "application/json")
                    .body(JSON.writeValueAsBytes(body));
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The same with one more header field. */
    public Request with(String name, String value) {
        var more = new TreeMap<>(headers);
        more.put(name, value);
        return new Request(operation, method, path, more, body, stream);
    }

    /** The same by whoever has this token. */
    public Request as(String token) {
        return with("Authorization", "Bearer " + token);
    }

    /** The same under an idempotency key. */
    public Request key(String key) {
        return with("Idempotency-Key", key);
    }

    String key() {
        return headers.getOrDefault("Idempotency-Key", "");
    }

    /** The same with these bytes. */
    public Request body(byte[] bytes) {
        return new Request(operation, method, path, headers, bytes, stream);
    }

    /** The same as a stream of bytes, up or down. */
    public Request streamed() {
        return new Request(operation, method, path, headers, body, true);
    }
}
