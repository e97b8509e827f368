package cn.mejene.audit.tree;

import java.nio.charset.StandardCharsets;

/**
 * Salted commitments to texts: SHA-256 of a line that tells the kind, the 32-byte salt, and the text's UTF-8 bytes.
 * Without the salt they tell nothing of the text. Stateless.
 */
public final class Commitment {
    /** What kind of text is committed to. */
    public enum Kind {
        LOG_ENTRY("mejene-log-entry/1\n"),
        EVIDENCE("mejene-evidence/1\n");

        private final String domain;

        Kind(String domain) {
            this.domain = domain;
        }
    }

    private Commitment() {}

    public static byte[] of(Kind kind, byte[] salt, String text) {
        var digest = TreeHash.sha256();
        digest.update(kind.domain.getBytes(StandardCharsets.US_ASCII));
        digest.update(salt);
        return digest.digest(text.getBytes(StandardCharsets.UTF_8));
    }
}
