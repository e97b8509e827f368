package cn.mejene.chaos.audit;

import cn.mejene.chaos.audit.Tampering.Before;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.Signature;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.OptionalLong;

/** A checkpoint over another root under a rightly made signature, by a key that is put in the place of the log's. */
final class Forged {
    private static final int RAW_KEY = 32;
    private static final byte ED25519 = 1;

    private Forged() {}

    static Change checkpoint(Before before) {
        try {
            var pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
            var spki = pair.getPublic().getEncoded();
            var raw = Arrays.copyOfRange(spki, spki.length - RAW_KEY, spki.length);
            var origin = before.note().lines().findFirst().orElseThrow();
            var root = Base64.getEncoder().encodeToString(sha256(raw));
            var text = origin + "\n" + before.size() + "\n" + root + "\n";
            var signature = Signature.getInstance("Ed25519");
            signature.initSign(pair.getPrivate());
            signature.update(text.getBytes(StandardCharsets.UTF_8));
            var signed =
                    ByteBuffer.allocate(4 + 64).put(keyId(origin, raw), 0, 4).put(signature.sign());
            var note = text + "\n— " + origin + " " + Base64.getEncoder().encodeToString(signed.array()) + "\n";
            return new Change(
                    "re-signed by another key",
                    OptionalLong.empty(),
                    List.of(
                            "UPDATE audit.checkpoint SET note = '" + note + "', size = " + before.size(),
                            "UPDATE audit.log_key SET public_key = decode('"
                                    + HexFormat.of().formatHex(raw) + "', 'hex')"));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] keyId(String origin, byte[] raw) throws GeneralSecurityException {
        var digest = MessageDigest.getInstance("SHA-256");
        digest.update((origin + "\n").getBytes(StandardCharsets.UTF_8));
        digest.update(ED25519);
        return digest.digest(raw);
    }

    private static byte[] sha256(byte[] bytes) throws GeneralSecurityException {
        return MessageDigest.getInstance("SHA-256").digest(bytes);
    }
}
