package cn.mejene.services.host;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Date;
import java.util.Optional;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/**
 * Keys and certificates of the event bus of one data folder, in {@code secrets/bus}: an authority of its own
 * ({@code ca.pem}, {@code ca.key}) that signs nothing but nodes, and for each node {@code NODE.pem} and {@code NODE.key}.
 * EC P-256; keys in PKCS #8. Made once and kept until shortly before they expire. For one process at a time, while no
 * node runs: a renewed authority makes all older certificates worthless.
 */
public final class BusCertificates {
    private static final Duration AUTHORITY_LIFE = Duration.ofDays(3650);
    private static final Duration NODE_LIFE = Duration.ofDays(397);
    private static final Duration RENEWAL = Duration.ofDays(30);

    /** The clock of another process may be a little behind. */
    private static final Duration SKEW = Duration.ofMinutes(5);

    private static final String AUTHORITY = "ca";
    private static final X500Name AUTHORITY_NAME = new X500Name("CN=Mejene event bus");
    private static final int SERIAL_BITS = 127;

    private final Path folder;
    private final InstantSource clock;
    private final SecureRandom random = new SecureRandom();

    private record Identity(PrivateKey key, X509Certificate certificate) {}

    public BusCertificates(DataFolder folder, InstantSource clock) {
        this.folder = folder.secrets().resolve("bus");
        this.clock = clock;
    }

    /**
     * Makes or renews what is missing, about to expire or not signed by the authority.
     *
     * @param nodes ids of the nodes that need a certificate
     * @throws IOException when files can't be read or written, or hold something else
     */
    public void ensure(Iterable<String> nodes) throws IOException {
        Files.createDirectories(folder);
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
        try {
            var kept = read(AUTHORITY);
            var authority = kept.isPresent() && isLasting(kept.get()) ? kept.get() : makeAuthority();
            for (var node : nodes) {
                if (!isUsable(node, authority)) {
                    make(node, authority);
                }
            }
        } catch (GeneralSecurityException | OperatorCreationException refused) {
            throw new IOException("the keys of the event bus can't be made: " + folder, refused);
        }
    }

    private Optional<Identity> read(String name) throws IOException, GeneralSecurityException {
        var certificate = file(name, "pem");
        var key = file(name, "key");
        if (!Files.exists(certificate) || !Files.exists(key)) {
            return Optional.empty();
        }
        return Optional.of(new Identity(PemFile.readKey(key), PemFile.readCertificate(certificate)));
    }

    private boolean isUsable(String node, Identity authority) throws IOException, GeneralSecurityException {
        var kept = read(node);
        if (kept.isEmpty() || !isLasting(kept.get())) {
            return false;
        }
        try {
            kept.get().certificate().verify(authority.certificate().getPublicKey());
            return true;
        } catch (GeneralSecurityException signedByAnother) {
            return false;
        }
    }

    private boolean isLasting(Identity identity) {
        return identity.certificate()
                .getNotAfter()
                .toInstant()
                .isAfter(clock.instant().plus(RENEWAL));
    }

    private Identity makeAuthority() throws IOException, GeneralSecurityException, OperatorCreationException {
        var pair = newPair();
        var certificate = builder(AUTHORITY_NAME, AUTHORITY_NAME, pair, AUTHORITY_LIFE);
        certificate.addExtension(Extension.basicConstraints, true, new BasicConstraints(0));
        certificate.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign));
        certificate.addExtension(
                Extension.subjectKeyIdentifier,
                false,
                new JcaX509ExtensionUtils().createSubjectKeyIdentifier(pair.getPublic()));
        return keep(AUTHORITY, pair.getPrivate(), sign(certificate, pair.getPrivate()));
    }

    private void make(String node, Identity authority)
            throws IOException, GeneralSecurityException, OperatorCreationException {
        var pair = newPair();
        var certificate = builder(AUTHORITY_NAME, new X500Name("CN=" + node), pair, NODE_LIFE);
        var names = new GeneralName[] {
            new GeneralName(GeneralName.iPAddress, "127.0.0.1"),
            new GeneralName(GeneralName.dNSName, "localhost"),
            new GeneralName(GeneralName.dNSName, node)
        };
        var purposes = new KeyPurposeId[] {KeyPurposeId.id_kp_serverAuth, KeyPurposeId.id_kp_clientAuth};
        certificate.addExtension(Extension.basicConstraints, true, new BasicConstraints(false));
        certificate.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature));
        certificate.addExtension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(purposes));
        certificate.addExtension(Extension.subjectAlternativeName, false, new GeneralNames(names));
        certificate.addExtension(
                Extension.authorityKeyIdentifier,
                false,
                new JcaX509ExtensionUtils().createAuthorityKeyIdentifier(authority.certificate()));
        keep(node, pair.getPrivate(), sign(certificate, authority.key()));
    }

    private JcaX509v3CertificateBuilder builder(X500Name issuer, X500Name subject, KeyPair pair, Duration life) {
        Instant now = clock.instant();
        var from = Date.from(now.minus(SKEW));
        var serial = new BigInteger(SERIAL_BITS, random).add(BigInteger.ONE);
        return new JcaX509v3CertificateBuilder(
                issuer, serial, from, Date.from(now.plus(life)), subject, pair.getPublic());
    }

    private static X509Certificate sign(JcaX509v3CertificateBuilder certificate, PrivateKey key)
            throws GeneralSecurityException, OperatorCreationException {
        var signer = new JcaContentSignerBuilder("SHA256withECDSA").build(key);
        return new JcaX509CertificateConverter().getCertificate(certificate.build(signer));
    }

    private Identity keep(String name, PrivateKey key, X509Certificate certificate)
            throws IOException, GeneralSecurityException {
        // Cut off between the two files it must not look like a pair.
        Files.deleteIfExists(file(name, "pem"));
        PemFile.write(file(name, "key"), key);
        PemFile.write(file(name, "pem"), certificate);
        return new Identity(key, certificate);
    }

    private KeyPair newPair() throws GeneralSecurityException {
        var generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"), random);
        return generator.generateKeyPair();
    }

    private Path file(String name, String kind) {
        return folder.resolve(name + "." + kind);
    }
}
