package cn.mejene.audit.stamp;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.CertPathBuilder;
import java.security.cert.CertStore;
import java.security.cert.CertificateFactory;
import java.security.cert.CollectionCertStoreParameters;
import java.security.cert.PKIXBuilderParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509CertSelector;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Set;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cms.jcajce.JcaSimpleSignerInfoVerifierBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.tsp.TSPException;
import org.bouncycastle.tsp.TimeStampResponse;
import org.bouncycastle.tsp.TimeStampToken;

/**
 * Checks time stamps offline: that they are of the given bytes, that who made them might, and that his certificate led
 * to the authority at the time he names. Says nothing of revocation. Immutable.
 */
public final class StampVerifier {
    private final X509Certificate authority;

    public StampVerifier(X509Certificate authority) {
        this.authority = authority;
    }

    /** @throws IOException when the file holds no certificate */
    public static StampVerifier of(Path pem) throws IOException {
        try (var text = Files.newInputStream(pem)) {
            return new StampVerifier(
                    (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(text));
        } catch (GeneralSecurityException e) {
            throw new IOException(pem + " holds no certificate", e);
        }
    }

    /** Whom the verifier trusts. */
    public String authority() {
        return authority.getSubjectX500Principal().getName();
    }

    byte[] authorityBytes() throws IOException {
        try {
            return authority.getEncoded();
        } catch (GeneralSecurityException e) {
            throw new IOException(e);
        }
    }

    /**
     * When the content was there, by the authority's word.
     *
     * @param response as it came from the authority
     * @throws IllegalArgumentException when the stamp is none, of something else, or by somebody else
     */
    public Instant verify(byte[] response, byte[] content) {
        try {
            var token = new TimeStampResponse(response).getTimeStampToken();
            if (token == null) {
                throw new IllegalArgumentException("the authority has made no stamp");
            }
            var info = token.getTimeStampInfo();
            if (!info.getMessageImprintAlgOID().equals(NISTObjectIdentifiers.id_sha256)
                    || !MessageDigest.isEqual(info.getMessageImprintDigest(), sha256(content))) {
                throw new IllegalArgumentException("the time stamp is of something else");
            }
            var signer = signer(token);
            token.validate(new JcaSimpleSignerInfoVerifierBuilder().build(signer));
            requirePath(signer, certificates(token), info.getGenTime());
            return info.getGenTime().toInstant();
        } catch (IOException | TSPException | OperatorCreationException | GeneralSecurityException e) {
            throw new IllegalArgumentException("the time stamp does not hold: " + e.getMessage(), e);
        }
    }

    static byte[] sha256(byte[] content) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(content);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JDK has no SHA-256", e);
        }
    }

    private static X509Certificate signer(TimeStampToken token) throws GeneralSecurityException {
        for (var one : certificates(token)) {
            var issuer = one.getIssuerX500Principal().getEncoded();
            if (one.getSerialNumber().equals(token.getSID().getSerialNumber())
                    && java.util.Arrays.equals(issuer, encoded(token))) {
                return one;
            }
        }
        throw new IllegalArgumentException("the time stamp comes without its signer's certificate");
    }

    private static byte[] encoded(TimeStampToken token) {
        try {
            return token.getSID().getIssuer().getEncoded();
        } catch (IOException e) {
            throw new IllegalArgumentException("the time stamp's signer has no name", e);
        }
    }

    private static List<X509Certificate> certificates(TimeStampToken token) throws GeneralSecurityException {
        var all = new ArrayList<X509Certificate>();
        for (X509CertificateHolder one : token.getCertificates().getMatches(null)) {
            all.add(new JcaX509CertificateConverter().getCertificate(one));
        }
        return all;
    }

    private void requirePath(X509Certificate signer, List<X509Certificate> others, Date at)
            throws GeneralSecurityException {
        if (signer.equals(authority)) {
            return;
        }
        var wanted = new X509CertSelector();
        wanted.setCertificate(signer);
        var parameters = new PKIXBuilderParameters(Set.of(new TrustAnchor(authority, null)), wanted);
        parameters.setRevocationEnabled(false);
        parameters.setDate(at);
        parameters.addCertStore(CertStore.getInstance("Collection", new CollectionCertStoreParameters(others)));
        CertPathBuilder.getInstance("PKIX").build(parameters);
    }
}
