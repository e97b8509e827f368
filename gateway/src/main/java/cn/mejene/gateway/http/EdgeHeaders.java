package cn.mejene.gateway.http;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;

/** The header fields that every response carries, whatever becomes of the request. Stateless. */
final class EdgeHeaders {
    private static final CharSequence TRACE = HttpHeaders.createOptimized(TraceContext.HEADER);
    private static final CharSequence[][] FIXED = {
        pair("x-content-type-options", "nosniff"),
        pair("cache-control", "no-store"),
        pair("referrer-policy", "no-referrer"),
        pair("content-security-policy", "default-src 'none'; frame-ancestors 'none'"),
        pair("strict-transport-security", "max-age=63072000; includeSubDomains"),
        pair("cross-origin-resource-policy", "same-origin"),
    };

    private EdgeHeaders() {}

    /** Sets them once per response; the trace context is then the response's {@code traceparent}. */
    static void begin(HttpServerRequest request) {
        var headers = request.response().headers();
        if (headers.contains(TRACE)) {
            return;
        }
        for (var field : FIXED) {
            headers.set(field[0], field[1]);
        }
        headers.set(
                TRACE,
                TraceContext.accept(request.getHeader(TraceContext.HEADER)).toString());
    }

    private static CharSequence[] pair(String name, String value) {
        return new CharSequence[] {HttpHeaders.createOptimized(name), HttpHeaders.createOptimized(value)};
    }
}
