package cn.mejene.gateway.http;

import io.vertx.core.http.HttpServerResponse;
import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One hop of a trace (W3C Trace Context): the caller's trace id when it sent a valid one, and a span id of our own.
 *
 * @param traceId 32 hex digits
 * @param spanId 16 hex digits
 * @param flags 2 hex digits
 */
record TraceContext(String traceId, String spanId, String flags) {
    /** The header that carries it, both ways. */
    static final String HEADER = "traceparent";

    private static final Pattern FORM =
            Pattern.compile("([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?");
    private static final String NO_TRACE = "0".repeat(32);
    private static final String NO_SPAN = "0".repeat(16);

    /** Continues the caller's trace, or begins one. */
    static TraceContext accept(@Nullable String header) {
        var given = header == null ? null : FORM.matcher(header);
        if (given == null || !given.matches() || !usable(given.group(1), given.group(5))) {
            return begin();
        }
        return given.group(2).equals(NO_TRACE) || given.group(3).equals(NO_SPAN)
                ? begin()
                : new TraceContext(given.group(2), hex(1), given.group(4));
    }

    /** Version 00 has no more fields; later versions may; ff is no version. */
    private static boolean usable(String version, @Nullable String more) {
        return !version.equals("ff") && (more == null || !version.equals("00"));
    }

    /** The context that {@link EdgeHeaders} put on a response. */
    static TraceContext of(HttpServerResponse response) {
        return parts(response.headers().get(HEADER));
    }

    private static TraceContext parts(@Nullable String own) {
        var parts = own == null ? new String[0] : own.split("-", -1);
        return parts.length == 4 ? new TraceContext(parts[1], parts[2], parts[3]) : begin();
    }

    private static TraceContext begin() {
        return new TraceContext(hex(2), hex(1), "00");
    }

    /** Random, never all zero. */
    private static String hex(int words) {
        var text = new StringBuilder(16 * words);
        for (int i = 0; i < words; i++) {
            text.append(HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong(1, Long.MAX_VALUE)));
        }
        return text.toString();
    }

    @Override
    public String toString() {
        return "00-" + traceId + "-" + spanId + "-" + flags;
    }
}
