package cn.mejene.kernel.cluster;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Keys that every node of the cluster derives from the secret they share, one per use. Immutable. */
public final class ClusterKeys {
    private static final String ALGORITHM = "HmacSHA256";

    private final byte[] secret;

    ClusterKeys(String secret) {
        this.secret = secret.getBytes(StandardCharsets.UTF_8);
    }

    /** 32 bytes for the named use; the same on every node, unrelated to those of another use. */
    public byte[] derive(String use) {
        try {
            var mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(secret, ALGORITHM));
            return mac.doFinal(use.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException missing) {
            throw new IllegalStateException("every JDK has " + ALGORITHM, missing);
        }
    }
}
