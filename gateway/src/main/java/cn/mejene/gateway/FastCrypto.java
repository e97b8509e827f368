package cn.mejene.gateway;

import com.amazon.corretto.crypto.provider.AmazonCorrettoCryptoProvider;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts Amazon's provider, several times as fast at signatures, before the JDK's own, where it loads and passes its own
 * tests; else the JDK does everything. Run once, before any key is used.
 */
final class FastCrypto {
    private static final Logger LOG = LoggerFactory.getLogger(FastCrypto.class);

    /** Answers whether Amazon's provider is in use. */
    boolean install() {
        try {
            AmazonCorrettoCryptoProvider.INSTANCE.assertHealthy();
            AmazonCorrettoCryptoProvider.install();
            LOG.atInfo()
                    .addKeyValue("provider", AmazonCorrettoCryptoProvider.INSTANCE.getName())
                    .addKeyValue("version", AmazonCorrettoCryptoProvider.INSTANCE.getVersionStr())
                    .log("crypto provider installed");
            return true;
        } catch (RuntimeException | LinkageError unusable) {
            LOG.atInfo()
                    .addKeyValue("provider", "JDK")
                    .addKeyValue("cause", unusable.toString())
                    .log("crypto provider of the JDK is used");
            return false;
        }
    }
}
