package cn.mejene.gateway.http;

import io.netty.handler.ssl.OpenSsl;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.JdkSSLEngineOptions;
import io.vertx.core.net.OpenSSLEngineOptions;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.SSLEngineOptions;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * HTTPS in place of HTTP: TLS 1.2 and 1.3 (RFC 8446), HTTP/2 where the client asks for it. Stateless. Certificates are
 * read when the listener opens, not again.
 */
final class Tls {
    private static final Logger LOG = LoggerFactory.getLogger(Tls.class);

    private Tls() {}

    /** BoringSSL where its library loads, at about half of what the JDK's engine costs; else that one. */
    static SSLEngineOptions engine() {
        boolean boring = OpenSsl.isAvailable();
        LOG.atInfo()
                .addKeyValue("provider", boring ? OpenSsl.versionString() : "JDK")
                .log("tls engine chosen");
        return boring ? new OpenSSLEngineOptions() : new JdkSSLEngineOptions();
    }

    /** Makes the options those of a listener for HTTPS alone. */
    static void secure(HttpServerOptions options, HttpConfig.Certificate certificate, SSLEngineOptions engine) {
        options.setSsl(true)
                .setUseAlpn(true)
                .setEnabledSecureTransportProtocols(Set.of("TLSv1.3", "TLSv1.2"))
                .setKeyCertOptions(new PemKeyCertOptions()
                        .setCertPath(certificate.chain().toString())
                        .setKeyPath(certificate.key().toString()));
        options.setSslEngineOptions(engine);
    }
}
