package cn.mejene.gateway.stream;

import cn.mejene.kernel.Problem;
import io.vertx.core.MultiMap;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The SHA-256 digests that a sender announced of a body ({@code Content-Digest}, {@code Repr-Digest}, RFC 9530); other
 * algorithms are ignored, as the RFC allows. Immutable.
 *
 * @param expected digests, lower-case hex, all of which must hold
 */
record SentDigest(List<String> expected) {
    private static final Pattern SHA_256 = Pattern.compile("sha-256=:([A-Za-z0-9+/]{43}=):(;.*)?");

    /** @throws Problem 400 {@code digest-malformed} when a SHA-256 digest is announced that is none */
    static SentDigest of(MultiMap headers) {
        var digests = new ArrayList<String>();
        for (var name : List.of("content-digest", "repr-digest")) {
            for (var member : String.join(",", headers.getAll(name)).split(",", -1)) {
                if (member.strip().startsWith("sha-256=")) {
                    digests.add(hex(member.strip()));
                }
            }
        }
        return new SentDigest(List.copyOf(digests));
    }

    /** @throws Problem 422 {@code digest-mismatch} when the body is another */
    void require(String sha256) {
        if (!expected.stream().allMatch(sha256::equals)) {
            throw Problem.of(422, "digest-mismatch", "The body that arrived is not the one that was announced.");
        }
    }

    private static String hex(String member) {
        var match = SHA_256.matcher(member);
        if (!match.matches()) {
            throw Problem.of(400, "digest-malformed", "A digest is sent as sha-256=:<base 64>: (RFC 9530).");
        }
        return HexFormat.of().formatHex(Base64.getDecoder().decode(match.group(1)));
    }
}
