package cn.mejene.services.sandbox.stamp;

import cn.mejene.services.host.PemFile;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Date;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/**
 * What the authority signs with: a key of this start, under a root that stays with the installation and whose
 * certificate, {@code tsa.pem}, a node is configured with. Immutable.
 */
public record StampKeys(PrivateKey key, X509Certificate certificate) {
    private static final X500Name ROOT = new X500Name("CN=Mejene sandbox root of time stamps");
    private static final X500Name STAMPS = new X500Name("CN=Mejene sandbox time stamps");
    private static final Duration LIFE = Duration.ofDays(3_650);
    private static final Duration SKEW = Duration.ofDays(1);
    private static final SecureRandom RANDOM = new SecureRandom();

    /**
     * Reads the root, or makes it, and has it certify a fresh key.
     *
     * @throws IOException when a file can't be read or made
     */
    public static StampKeys ensure(Path folder, InstantSource clock) throws IOException {
        var rootKey = folder.resolve("tsa-root.key");
        var rootCertificate = folder.resolve("tsa.pem");
        try {
            if (!Files.exists(rootCertificate)) {
                var pair = pair();
                var made = builder(ROOT, pair, clock);
                made.addExtension(Extension.basicConstraints, true, new BasicConstraints(0));
                made.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign));
                PemFile.write(rootKey, pair.getPrivate());
                PemFile.write(rootCertificate, signed(made, pair.getPrivate()));
            }
            var own = pair();
            var made = builder(STAMPS, own, clock);
            made.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature));
            made.addExtension(Extension.extendedKeyUsage, true, new ExtendedKeyUsage(KeyPurposeId.id_kp_timeStamping));
            return new StampKeys(own.getPrivate(), signed(made, PemFile.readKey(rootKey)));
        } catch (GeneralSecurityException | OperatorCreationException e) {
            throw new IOException("the keys of the time stamps can't be made", e);
        }
    }

    private static KeyPair pair() throws GeneralSecurityException {
        var generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"), RANDOM);
        return generator.generateKeyPair();
    }

    private static JcaX509v3CertificateBuilder builder(X500Name subject, KeyPair pair, InstantSource clock)
            throws CertIOException {
        var now = clock.instant();
        return new JcaX509v3CertificateBuilder(
                ROOT,
                new BigInteger(64, RANDOM).add(BigInteger.ONE),
                Date.from(now.minus(SKEW)),
                Date.from(now.plus(LIFE)),
                subject,
                pair.getPublic());
    }

    private static X509Certificate signed(JcaX509v3CertificateBuilder certificate, PrivateKey key)
            throws GeneralSecurityException, OperatorCreationException {
        return new JcaX509CertificateConverter()
                .getCertificate(certificate.build(new JcaContentSignerBuilder("SHA256withECDSA").build(key)));
    }

    /** Shows no key. */
    @Override
    public String toString() {
        return "StampKeys[***]";
    }
}
