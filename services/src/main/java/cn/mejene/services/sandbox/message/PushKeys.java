package cn.mejene.services.sandbox.message;

import cn.mejene.services.host.AtomicFile;
import cn.mejene.services.host.DataFolder;
import cn.mejene.services.host.Secrets;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.HexFormat;

/**
 * What the push services of one installation know their customer by, made at first start: the customer's private keys
 * are files that a node is configured with, the public ones stay here. Immutable.
 */
public final class PushKeys {
    private final String jpushSecret;
    private final String getuiSecret;
    private final PublicKey apns;
    private final PublicKey fcm;

    private PushKeys(String jpushSecret, String getuiSecret, PublicKey apns, PublicKey fcm) {
        this.jpushSecret = jpushSecret;
        this.getuiSecret = getuiSecret;
        this.apns = apns;
        this.fcm = fcm;
    }

    /**
     * Reads the keys, and makes those that are missing.
     *
     * @throws IOException when a file can't be read or made
     */
    public static PushKeys ensure(DataFolder folder, Secrets secrets) throws IOException {
        try {
            return new PushKeys(
                    secrets.read("jpush.secret"),
                    secrets.read("getui.secret"),
                    publicKey(folder, "apns", "EC", 256),
                    publicKey(folder, "fcm", "RSA", 2048));
        } catch (GeneralSecurityException e) {
            throw new IOException("the push sandbox's keys cannot be read or made", e);
        }
    }

    /** The private half goes to a file of its own, and from there to the node alone. */
    private static PublicKey publicKey(DataFolder folder, String name, String type, int bits)
            throws IOException, GeneralSecurityException {
        var file = folder.secrets().resolve(name + ".pem");
        if (!Files.exists(file)) {
            var generator = KeyPairGenerator.getInstance(type);
            generator.initialize(bits);
            var pair = generator.generateKeyPair();
            write(
                    folder.secrets().resolve(name + ".key"),
                    "PRIVATE KEY",
                    pair.getPrivate().getEncoded());
            write(file, "PUBLIC KEY", pair.getPublic().getEncoded());
        }
        var text = Files.readString(file, StandardCharsets.US_ASCII).replaceAll("-----[A-Z ]+-----", "");
        return KeyFactory.getInstance(type)
                .generatePublic(new X509EncodedKeySpec(Base64.getMimeDecoder().decode(text)));
    }

    private static void write(Path file, String what, byte[] der) throws IOException {
        var base64 = Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII))
                .encodeToString(der);
        var pem = "-----BEGIN " + what + "-----\n" + base64 + "\n-----END " + what + "-----\n";
        AtomicFile.write(file, pem.getBytes(StandardCharsets.US_ASCII));
    }

    /** The Authorization field of JPush's application {@code sandbox}. */
    String basic() {
        return "Basic "
                + Base64.getEncoder().encodeToString(("sandbox:" + jpushSecret).getBytes(StandardCharsets.UTF_8));
    }

    /** Getui's signature over a time, of the application {@code sandbox}. */
    String getuiSign(String time) {
        try {
            var text = "sandbox" + time + getuiSecret;
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JDK has no SHA-256", e);
        }
    }

    boolean isApns(String authorization) {
        return authorization.startsWith("bearer ")
                && isSigned(authorization.substring("bearer ".length()), apns, "SHA256withECDSAinP1363Format");
    }

    boolean isFcm(String assertion) {
        return isSigned(assertion, fcm, "SHA256withRSA");
    }

    private static boolean isSigned(String jwt, PublicKey key, String algorithm) {
        int dot = jwt.lastIndexOf('.');
        try {
            var signature = Signature.getInstance(algorithm);
            signature.initVerify(key);
            signature.update(jwt.substring(0, Math.max(0, dot)).getBytes(StandardCharsets.US_ASCII));
            return dot > 0 && signature.verify(Base64.getUrlDecoder().decode(jwt.substring(dot + 1)));
        } catch (GeneralSecurityException | IllegalArgumentException malformed) {
            return false;
        }
    }
}
