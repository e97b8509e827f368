package cn.mejene.gateway.stream;

import cn.mejene.vault.store.ByteRange;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What of a stored object a request asks for, by its preconditions and ranges (RFC 9110, 13.2.2 and 14.2). Immutable.
 * Ranges that overlap, or are more than {@value #MOST_RANGES}, are answered with the whole, as the RFC allows.
 *
 * @param status 200, 206, 304, 412 or 416
 * @param ranges what to open, in the order asked for; the whole object where nothing of it is sent
 */
record Selection(int status, List<ByteRange> ranges) {
    private static final int MOST_RANGES = 16;
    private static final Pattern BYTES = Pattern.compile("(?i)bytes\\s*=(.*)");
    private static final Pattern RANGE = Pattern.compile("(\\d*)-(\\d*)");
    private static final Pattern TAG = Pattern.compile("(W/)?(\"[^\"]*\")");

    Selection {
        ranges = List.copyOf(ranges);
    }

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

    /** The only range, or the first. */
    ByteRange range() {
        return ranges.getFirst();
    }

    /** Whether the answer has several parts. */
    boolean isMultipart() {
        return ranges.size() > 1;
    }

    private static Selection part(String header, long size) {
        var match = BYTES.matcher(header.strip());
        if (!match.matches()) {
            return whole(200, size);
        }
        var ranges = new ArrayList<ByteRange>();
        int asked = 0;
        for (var text : match.group(1).split(",", -1)) {
            var range = RANGE.matcher(text.strip());
            if (text.isBlank()) {
                continue;
            }
            if (!range.matches() || !isValid(range.group(1), range.group(2))) {
                return whole(200, size);
            }
            asked++;
            satisfiable(range.group(1), range.group(2), size).ifPresent(ranges::add);
        }
        return asked == 0 || isExcessive(asked, ranges) ? whole(200, size) : parts(ranges, size);
    }

    private static Selection parts(List<ByteRange> ranges, long size) {
        return ranges.isEmpty() ? whole(416, size) : new Selection(206, ranges);
    }

    private static boolean isValid(String first, String last) {
        return first.isEmpty() ? !last.isEmpty() : last.isEmpty() || number(last) >= number(first);
    }

    private static Optional<ByteRange> satisfiable(String first, String last, long size) {
        if (first.isEmpty()) {
            long length = Math.min(size, number(last));
            return length == 0 ? Optional.empty() : Optional.of(new ByteRange(size - length, size, size));
        }
        long from = number(first);
        long to = last.isEmpty() ? size : Math.min(size - 1, number(last)) + 1;
        return from < size ? Optional.of(new ByteRange(from, to, size)) : Optional.empty();
    }

    /** What would cost us more than sending everything once. */
    private static boolean isExcessive(int asked, List<ByteRange> ranges) {
        if (asked > MOST_RANGES) {
            return true;
        }
        var sorted = ranges.stream()
                .sorted(Comparator.comparingLong(ByteRange::from))
                .toList();
        for (int i = 1; i < sorted.size(); i++) {
            if (sorted.get(i).from() < sorted.get(i - 1).to()) {
                return true;
            }
        }
        return false;
    }

    private static Selection whole(int status, long size) {
        return new Selection(status, List.of(ByteRange.whole(size)));
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
