package cn.mejene.gateway.stream;

import cn.mejene.vault.store.ByteRange;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What of a stored object a request asks for, by its preconditions and range (RFC 9110, 13.2.2 and 14.2). Immutable.
 * Several ranges at once are answered with the whole, as the RFC allows.
 *
 * @param status 200, 206, 304, 412 or 416
 * @param range what to open; the whole object where nothing of it is sent
 */
record Selection(int status, ByteRange range) {
    private static final Pattern BYTES = Pattern.compile("(?i)bytes\\s*=\\s*(\\d*)-(\\d*)\\s*");
    private static final Pattern TAG = Pattern.compile("(W/)?(\"[^\"]*\")");

    /** A request's header fields by lower-case name. */
    @FunctionalInterface
    interface Fields {
        @Nullable
        String get(String name);
    }

    /** @param etag the object's strong entity tag, quotes included */
    static Selection of(HttpServerRequest request, String etag, long size) {
        return of(request.method(), request::getHeader, etag, size);
    }

    static Selection of(HttpMethod method, Fields fields, String etag, long size) {
        var ifMatch = fields.get("if-match");
        if (ifMatch != null && !names(ifMatch, etag, true)) {
            return whole(412, size);
        }
        var ifNoneMatch = fields.get("if-none-match");
        if (ifNoneMatch != null && names(ifNoneMatch, etag, false)) {
            return whole(304, size);
        }
        var range = fields.get("range");
        var ifRange = fields.get("if-range");
        boolean wanted = HttpMethod.GET.equals(method)
                && (ifRange == null || ifRange.strip().equals(etag));
        return range == null || !wanted ? whole(200, size) : part(range, size);
    }

    boolean sendsContent() {
        return status == 200 || status == 206;
    }

    long length() {
        return range.to() - range.from();
    }

    private static Selection part(String header, long size) {
        var match = BYTES.matcher(header);
        if (!match.matches() || (match.group(1).isEmpty() && match.group(2).isEmpty())) {
            return whole(200, size);
        }
        return match.group(1).isEmpty()
                ? suffix(number(match.group(2)), size)
                : interval(number(match.group(1)), match.group(2).isEmpty() ? null : number(match.group(2)), size);
    }

    private static Selection suffix(long length, long size) {
        return length == 0 || size == 0
                ? whole(416, size)
                : new Selection(206, new ByteRange(Math.max(0, size - length), size, size));
    }

    private static Selection interval(long first, @Nullable Long last, long size) {
        if (last != null && last < first) {
            return whole(200, size);
        }
        if (first >= size) {
            return whole(416, size);
        }
        long to = last == null ? size : Math.min(size - 1, last) + 1;
        return new Selection(206, new ByteRange(first, to, size));
    }

    private static Selection whole(int status, long size) {
        return new Selection(status, ByteRange.whole(size));
    }

    private static boolean names(String list, String etag, boolean strongly) {
        return list.strip().equals("*")
                || TAG.matcher(list)
                        .results()
                        .anyMatch(tag -> tag.group(2).equals(etag) && !(strongly && tag.group(1) != null));
    }

    /** Beyond any size, a number is as good as the largest. */
    private static long number(String digits) {
        return digits.length() > 18 ? Long.MAX_VALUE : Long.parseLong(digits);
    }
}
