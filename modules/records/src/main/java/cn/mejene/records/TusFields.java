package cn.mejene.records;

import cn.mejene.kernel.Ids;
import cn.mejene.kernel.Problem;
import cn.mejene.kernel.call.Answer;
import cn.mejene.kernel.call.Call;
import java.net.URI;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Reads and writes the header fields of tus 1.0.0. Stateless; what is malformed is a 400. */
final class TusFields {
    static final String UPLOADS = "/v1/uploads/";

    private static final String EXTENSIONS =
            "creation,creation-with-upload,creation-defer-length,checksum," + "termination,expiration,concatenation";
    private static final int MOST_PARTIALS = 1_000;
    private static final DateTimeFormatter IMF_FIXDATE =
            DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.US);

    private TusFields() {}

    /** What this server can do. */
    static Answer offer(long mostBytes) {
        return new Answer(
                204,
                Map.of(
                        "Tus-Version",
                        "1.0.0",
                        "Tus-Extension",
                        EXTENSIONS,
                        "Tus-Max-Size",
                        Long.toString(mostBytes),
                        "Tus-Checksum-Algorithm",
                        "sha1,sha256"),
                null);
    }

    static Optional<Long> length(Call call) {
        return number(call, "upload-length");
    }

    static long offset(Call call) {
        return number(call, "upload-offset")
                .orElseThrow(() -> Problem.of(400, "upload-offset-missing", "Upload-Offset is missing."));
    }

    /** Whether the length is to be told later; it or the length has to be there, not both. */
    static boolean isDeferred(Call call) {
        var deferred = call.header("upload-defer-length");
        if (deferred.isPresent() && !deferred.get().equals("1")) {
            throw malformed("Upload-Defer-Length");
        }
        return deferred.isPresent();
    }

    /** The uploads that a {@code final;…} names, in order. */
    static List<String> partials(String concat) {
        var ids = new LinkedHashSet<String>();
        var urls = concat.substring("final;".length()).strip().split(" +", -1);
        for (var url : urls) {
            if (!ids.add(uploadId(url))) {
                throw malformed("Upload-Concat");
            }
        }
        if (ids.size() > MOST_PARTIALS) {
            throw malformed("Upload-Concat");
        }
        return List.copyOf(ids);
    }

    private static String uploadId(String url) {
        try {
            var path = URI.create(url).getRawPath();
            var id = path != null && path.startsWith(UPLOADS) ? path.substring(UPLOADS.length()) : "";
            if (Ids.isId("upl", id)) {
                return id;
            }
        } catch (IllegalArgumentException e) {
            // Falls through: what is no address is malformed too.
        }
        throw malformed("Upload-Concat");
    }

    static String date(Instant instant) {
        return IMF_FIXDATE.format(instant.atOffset(ZoneOffset.UTC));
    }

    private static Optional<Long> number(Call call, String name) {
        var value = call.header(name);
        if (value.isPresent() && !value.get().matches("\\d{1,18}")) {
            throw malformed(name);
        }
        return value.map(Long::valueOf);
    }

    static Problem malformed(String field) {
        return Problem.of(400, "tus-field-malformed", "A header field is malformed.")
                .with("field", field);
    }
}
