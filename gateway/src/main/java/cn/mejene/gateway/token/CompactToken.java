package cn.mejene.gateway.token;

import cn.mejene.kernel.Json;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.Base64;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A token taken apart, before anything is verified (RFC 7515, 7.1): exactly three segments, ES256, a {@code kid} and
 * nothing in its header that could bring a key of its own. Immutable.
 *
 * @param text the token as sent
 * @param kid names the key
 * @param claims the claims, not to be believed before the signature is
 */
record CompactToken(String text, String kid, JsonNode claims) {
    private static final int MOST_CHARACTERS = 4096;
    private static final int SIGNATURE_BYTES = 64;
    private static final Pattern KID = Pattern.compile("[A-Za-z0-9._-]{1,128}");
    private static final Set<String> HEADERS = Set.of("alg", "kid", "typ");

    /** @throws cn.mejene.kernel.Problem 401 when the text is no such token */
    static CompactToken parse(String text) {
        var segments = text.length() > MOST_CHARACTERS ? new String[0] : text.split("\\.", -1);
        if (segments.length != 3 || decode(segments[2]).length != SIGNATURE_BYTES) {
            throw TokenProblems.invalid();
        }
        return new CompactToken(text, kid(object(segments[0])), object(segments[1]));
    }

    private static String kid(JsonNode header) {
        header.fieldNames().forEachRemaining(name -> {
            if (!HEADERS.contains(name)) {
                throw TokenProblems.invalid();
            }
        });
        var kid = header.path("kid");
        var typ = header.path("typ");
        boolean ours = header.path("alg").isTextual()
                && header.path("alg").textValue().equals("ES256")
                && (typ.isMissingNode() || typ.asText().equals("JWT"))
                && kid.isTextual()
                && KID.matcher(kid.textValue()).matches();
        if (!ours) {
            throw TokenProblems.invalid();
        }
        return kid.textValue();
    }

    private static JsonNode object(String segment) {
        try {
            var tree = Json.mapper().readTree(decode(segment));
            if (tree != null && tree.isObject()) {
                return tree;
            }
        } catch (IOException _) {
            // Not JSON; refused below.
        }
        throw TokenProblems.invalid();
    }

    private static byte[] decode(String segment) {
        try {
            return Base64.getUrlDecoder().decode(segment);
        } catch (IllegalArgumentException _) {
            throw TokenProblems.invalid();
        }
    }
}
