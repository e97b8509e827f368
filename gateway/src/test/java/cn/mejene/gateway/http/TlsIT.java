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
import java.io.DataOutputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Base64;
import java.util.HexFormat;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
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

    private static final int HANDSHAKE = 22;
    private static final int ALERT = 21;
    private static final int PROTOCOL_VERSION = 70;

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

    /** SSL 3, TLS 1.0 and 1.1 are refused because of their version; TLS 1.2 is answered. */
    @Test
    void handshake_fails_withProtocolsOfOld() throws Exception {
        var options = new HttpServerOptions().setPort(0).setHost("127.0.0.1");
        var certificate = new HttpConfig.Certificate(folder.resolve("chain.pem"), folder.resolve("key.pem"));
        Tls.secure(options, certificate, Tls.engine());
        int port = vertx.createHttpServer(options)
                .requestHandler(request -> request.response().end())
                .listen()
                .await()
                .actualPort();

        for (int minor = 0; minor <= 2; minor++) {
            assertThat(alertTo(port, minor)).as("3.%d", minor).isEqualTo(PROTOCOL_VERSION);
        }
        var older = new SSLParameters();
        older.setProtocols(new String[] {"TLSv1.2"});
        try (var client = HttpClient.newBuilder()
                .sslContext(trusting())
                .sslParameters(older)
                .build()) {
            var request = HttpRequest.newBuilder(URI.create("https://127.0.0.1:" + port))
                    .build();
            var session = client.send(request, BodyHandlers.discarding()).sslSession();
            assertThat(session.orElseThrow().getProtocol()).isEqualTo("TLSv1.2");
        }
    }

    /** Why a greeting of the version 3.minor is refused (RFC 8446 section 6); -1 when it is not by an alert. */
    private static int alertTo(int port, int minor) throws Exception {
        var extensions =
                HexFormat.of().parseHex("000a000600040017001d" + "000b00020100" + "000d000800060403" + "08040401");
        var hello = ByteBuffer.allocate(128);
        hello.put(new byte[] {3, (byte) minor}).put(new byte[32]).put((byte) 0);
        hello.put(HexFormat.of().parseHex("000ac02bc02fc009c013002f")).put(new byte[] {1, 0});
        hello.putShort((short) extensions.length).put(extensions).flip();
        try (var socket = new Socket("127.0.0.1", port)) {
            socket.setSoTimeout(5_000);
            var out = new DataOutputStream(socket.getOutputStream());
            out.write(new byte[] {HANDSHAKE, 3, 1});
            out.writeShort(hello.remaining() + 4);
            out.write(new byte[] {1, 0});
            out.writeShort(hello.remaining());
            out.write(hello.array(), 0, hello.remaining());
            out.flush();
            var record = socket.getInputStream().readNBytes(7);
            return record[0] == ALERT ? record[6] : -1;
        }
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
