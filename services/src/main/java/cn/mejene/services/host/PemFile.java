package cn.mejene.services.host;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;

/** One EC private key or one certificate a file, as RFC 7468 lays it out; written whole, readable by the owner alone. */
public final class PemFile {
    private static final String KEY = "PRIVATE KEY";
    private static final String CERTIFICATE = "CERTIFICATE";
    private static final int LINE = 64;

    private PemFile() {}

    public static void write(Path file, PrivateKey key) throws IOException {
        write(file, KEY, key.getEncoded());
    }

    public static void write(Path file, X509Certificate certificate) throws IOException, GeneralSecurityException {
        write(file, CERTIFICATE, certificate.getEncoded());
    }

    public static PrivateKey readKey(Path file) throws IOException, GeneralSecurityException {
        var body = Files.readString(file, StandardCharsets.US_ASCII).replaceAll("-----[A-Z ]+-----", "");
        return KeyFactory.getInstance("EC")
                .generatePrivate(new PKCS8EncodedKeySpec(Base64.getMimeDecoder().decode(body)));
    }

    public static X509Certificate readCertificate(Path file) throws IOException, GeneralSecurityException {
        try (var content = Files.newInputStream(file)) {
            return (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(content);
        }
    }

    private static void write(Path file, String label, byte[] content) throws IOException {
        var lines = Base64.getMimeEncoder(LINE, "\n".getBytes(StandardCharsets.US_ASCII))
                .encodeToString(content);
        var text = "-----BEGIN %1$s-----\n%2$s\n-----END %1$s-----\n".formatted(label, lines);
        AtomicFile.write(file, text.getBytes(StandardCharsets.US_ASCII));
    }
}
