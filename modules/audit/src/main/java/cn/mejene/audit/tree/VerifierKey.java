package cn.mejene.audit.tree;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;

/**
 * A public Ed25519 key under a name (C2SP signed-note). Its text, {@code name+hash+base64}, is all that a verifier
 * needs to be given.
 *
 * @param name of the log or witness
 * @param type {@link #LOG} or {@link #WITNESS}
 * @param key 32 bytes (RFC 8032)
 */
public record VerifierKey(String name, byte type, byte[] key) {
    /** Signatures of notes by a log. */
    public static final byte LOG = 1;
    /** Timestamped cosignatures of checkpoints by a witness (C2SP tlog-cosignature). */
    public static final byte WITNESS = 4;

    private static final byte[] X509 = HexFormat.of().parseHex("302a300506032b6570032100");

    public VerifierKey {
        if (name.isEmpty() || name.chars().anyMatch(c -> c == '+' || c <= ' ' || Character.isSpaceChar(c))) {
            throw new IllegalArgumentException("a key's name has no blanks and no plus");
        }
        if (key.length != 32 || (type != LOG && type != WITNESS)) {
            throw new IllegalArgumentException("not an Ed25519 key of a known type");
        }
    }

    /** Parses {@code name+hash+base64}. */
    public static VerifierKey parse(String text) {
        var parts = text.strip().split("\\+", 3);
        if (parts.length != 3) {
            throw new IllegalArgumentException("a verifier key has the form name+hash+key");
        }
        var material = Base64.getDecoder().decode(parts[2]);
        if (material.length != 33) {
            throw new IllegalArgumentException("not an Ed25519 key of a known type");
        }
        var key = new VerifierKey(parts[0], material[0], Arrays.copyOfRange(material, 1, 33));
        if (!HexFormat.of().toHexDigits(key.id()).equals(parts[1])) {
            throw new IllegalArgumentException("the verifier key's hash does not fit it");
        }
        return key;
    }

    /** The first four bytes of SHA-256 over name, line end, type and key. */
    public int id() {
        var digest = TreeHash.sha256();
        digest.update((name + "\n").getBytes(StandardCharsets.UTF_8));
        digest.update(type);
        return ByteBuffer.wrap(digest.digest(key)).getInt();
    }

    public boolean verifies(byte[] message, byte[] signature) {
        try {
            var verifier = Signature.getInstance("Ed25519");
            verifier.initVerify(publicKey());
            verifier.update(message);
            return signature.length == 64 && verifier.verify(signature);
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    private PublicKey publicKey() throws GeneralSecurityException {
        var encoded = new ByteArrayOutputStream();
        encoded.writeBytes(X509);
        encoded.writeBytes(key);
        return KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(encoded.toByteArray()));
    }

    @Override
    public String toString() {
        var material = ByteBuffer.allocate(33).put(type).put(key).array();
        return name + "+" + HexFormat.of().toHexDigits(id()) + "+"
                + Base64.getEncoder().encodeToString(material);
    }
}
