package cn.mejene.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.netty.handler.ssl.OpenSsl;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.JdkSSLEngineOptions;
import io.vertx.core.net.OpenSSLEngineOptions;
import io.vertx.core.net.SSLEngineOptions;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Base64;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TlsIT {
    private static final char[] PASSWORD = "of-a-test".toCharArray();

    @TempDir
    Path folder;

    private final Vertx vertx = Vertx.vertx();
    private KeyStore keys;

    @BeforeEach
    void makeCertificate() throws Exception {
        var store = folder.resolve("keys.p12");
        var made = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-keyalg",
                        "EC",
                        "-alias",
                        "node",
                        "-dname",
                        "CN=node",
                        "-ext",
                        "san=ip:127.0.0.1",
                        "-keystore",
                        store.toString(),
                        "-storepass",
                        new String(PASSWORD))
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("output").toFile())
                .start();
        assertThat(made.waitFor()).isZero();
        keys = KeyStore.getInstance(store.toFile(), PASSWORD);
        pem("CERTIFICATE", "chain.pem", keys.getCertificate("node").getEncoded());
        pem("PRIVATE KEY", "key.pem", keys.getKey("node", PASSWORD).getEncoded());
    }

    @AfterEach
    void close() {
        vertx.close().await();
    }

    @Test
    void boringSsl_isThere_andSpeaksTls13() throws Exception {
        assumeTrue(OpenSsl.isAvailable(), "no native library for this machine");

        assertThat(Tls.engine()).isInstanceOf(OpenSSLEngineOptions.class);
        assertServes(new OpenSSLEngineOptions());
    }

    @Test
    void enginesOfTheJdk_doTheSame() throws Exception {
        assertServes(new JdkSSLEngineOptions());
    }

    private void assertServes(SSLEngineOptions engine) throws Exception {
        var options = new HttpServerOptions().setPort(0).setHost("127.0.0.1");
        var certificate = new HttpConfig.Certificate(folder.resolve("chain.pem"), folder.resolve("key.pem"));
        Tls.secure(options, certificate, engine);
        var server = vertx.createHttpServer(options)
                .requestHandler(request -> request.response().end(request.version() + " " + request.isSSL()))
                .listen()
                .await();
        var plain = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.actualPort()))
                .build();
        var secure = HttpRequest.newBuilder(URI.create("https://127.0.0.1:" + server.actualPort()))
                .build();
        try (var client = HttpClient.newBuilder().sslContext(trusting()).build()) {
            var answer = client.send(secure, BodyHandlers.ofString());

            assertThat(answer.body()).isEqualTo("HTTP_2 true");
            assertThat(answer.sslSession().orElseThrow().getProtocol()).isEqualTo("TLSv1.3");
            assertThatThrownBy(() -> client.send(plain, BodyHandlers.ofString()));
        }
    }

    private SSLContext trusting() throws Exception {
        var trusted = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        var store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setCertificateEntry("node", keys.getCertificate("node"));
        trusted.init(store);
        var context = SSLContext.getInstance("TLS");
        context.init(null, trusted.getTrustManagers(), null);
        return context;
    }

    private void pem(String type, String name, byte[] bytes) throws Exception {
        var text = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(bytes);
        Files.writeString(
                folder.resolve(name), "-----BEGIN %1$s-----\n%2$s\n-----END %1$s-----\n".formatted(type, text));
    }
}
