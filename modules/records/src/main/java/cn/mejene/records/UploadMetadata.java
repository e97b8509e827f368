package cn.mejene.records;

import cn.mejene.kernel.Problem;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What a client says of an upload in {@code Upload-Metadata} (tus 1.0.0, creation). Sealed, because it holds a Smile ID
 * and a file name.
 *
 * @param sent the field as it came; empty when there was none
 */
record UploadMetadata(String sent) {
    private static final Pattern KEY = Pattern.compile("[\\x21-\\x2b\\x2d-\\x7e]+");

    /** @throws Problem 400 {@code metadata-malformed} when a pair is not well formed or a key stands twice */
    Map<String, String> values() {
        var values = new HashMap<String, String>();
        for (var pair : sent.isBlank() ? new String[0] : sent.split(",", -1)) {
            var words = pair.strip().split(" ", 2);
            if (!KEY.matcher(words[0]).matches()
                    || values.put(words[0], words.length == 1 ? "" : decoded(words[1].strip())) != null) {
                throw malformed();
            }
        }
        return values;
    }

    private static String decoded(String base64) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(Base64.getDecoder().decode(base64)))
                    .toString();
        } catch (IllegalArgumentException | CharacterCodingException e) {
            throw malformed();
        }
    }

    /**
     * The kind that the values name.
     *
     * @throws Problem 422 when they name none
     */
    static Kind kind(Map<String, String> values) {
        return Optional.ofNullable(values.get("kind"))
                .filter(Kind.words()::contains)
                .map(Kind::of)
                .orElseThrow(() -> Problem.invalid("#Upload-Metadata", "kind", "Upload-Metadata names no known kind."));
    }

    static Label label(Map<String, String> values) {
        return new Label(ContentDisposition.clean(values.getOrDefault("filename", "")));
    }

    private static Problem malformed() {
        return Problem.of(400, "metadata-malformed", "Upload-Metadata is pairs of a key and base 64, keys once only.");
    }
}
