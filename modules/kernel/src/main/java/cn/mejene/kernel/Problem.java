package cn.mejene.kernel;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The only failure a caller sees (RFC 9457): a status, a stable kebab-case code, words without personal data. Anything
 * else thrown is a bug and is shown as an opaque 500. Carries no stack trace.
 */
public final class Problem extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int status;
    private final String code;
    private final transient Map<String, Object> members;
    private final transient Map<String, String> headers;
    private final transient List<FieldError> errors;

    /**
     * One faulty field.
     *
     * @param pointer JSON pointer into the body, or {@code #name} of a parameter
     * @param code what is wrong, e.g. {@code required}
     */
    public record FieldError(String pointer, String code) {}

    public Problem(
            int status,
            String code,
            String detail,
            Map<String, Object> members,
            Map<String, String> headers,
            List<FieldError> errors) {
        super(detail, null, false, false);
        this.status = status;
        this.code = code;
        this.members = Map.copyOf(members);
        this.headers = Map.copyOf(headers);
        this.errors = List.copyOf(errors);
    }

    public static Problem of(int status, String code, String detail) {
        return new Problem(status, code, detail, Map.of(), Map.of(), List.of());
    }

    public static Problem notFound(String what) {
        return of(404, "not-found", "There is no such " + what + ".");
    }

    public static Problem forbidden(String detail) {
        return of(403, "forbidden", detail);
    }

    public static Problem unauthorized(String code, String detail) {
        return of(401, code, detail).header("WWW-Authenticate", "Bearer");
    }

    public static Problem conflict(String code, String detail) {
        return of(409, code, detail);
    }

    /** 422 for a single field that is well formed and still wrong. */
    public static Problem invalid(String pointer, String fieldCode, String detail) {
        return new Problem(
                422, "invalid-request", detail, Map.of(), Map.of(), List.of(new FieldError(pointer, fieldCode)));
    }

    /** 503 with a hint when to come again. */
    public static Problem unavailable(String detail) {
        return of(503, "unavailable", detail).header("Retry-After", "1");
    }

    /** The same problem with one more member in its body, e.g. the purpose a consent is missing for. */
    public Problem with(String member, Object value) {
        var more = new LinkedHashMap<>(members);
        more.put(member, value);
        return new Problem(status, code, detail(), more, headers, errors);
    }

    public Problem header(String name, String value) {
        var more = new LinkedHashMap<>(headers);
        more.put(name, value);
        return new Problem(status, code, detail(), members, more, errors);
    }

    public int status() {
        return status;
    }

    public String code() {
        return code;
    }

    public String detail() {
        var message = getMessage();
        return message == null ? "" : message;
    }

    public Map<String, Object> members() {
        return members;
    }

    public Map<String, String> headers() {
        return headers;
    }

    public List<FieldError> errors() {
        return errors;
    }
}
