package cn.mejene.services.host;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.net.ClientSSLOptions;
import io.vertx.core.net.ConnectOptions;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BusCertificatesIT {
    private static final Instant START = Instant.parse("2026-03-01T00:00:00Z");
    private static final List<String> NODES = List.of("node-1", "node-2");

    @TempDir
    private Path temporary;

    private DataFolder folder;
    private Path bus;

    @BeforeEach
    void open() throws IOException {
        folder = DataFolder.open(temporary);
        bus = folder.secrets().resolve("bus");
    }

    @Test
    void ensure_makesPrivateFilesOfWhatANodeNeeds_whenThereAreNone() throws Exception {
        ensure(START, NODES);

        var node = PemFile.readCertificate(bus.resolve("node-2.pem"));
        node.verify(PemFile.readCertificate(bus.resolve("ca.pem")).getPublicKey());
        assertThat(node.getExtendedKeyUsage()).containsExactlyInAnyOrder("1.3.6.1.5.5.7.3.1", "1.3.6.1.5.5.7.3.2");
        assertThat(node.getSubjectAlternativeNames())
                .extracting(name -> name.get(1).toString())
                .containsExactlyInAnyOrder("127.0.0.1", "localhost", "node-2");
        assertThat(node.getBasicConstraints()).isNegative();
        assertThat(files().keySet())
                .containsExactlyInAnyOrder("ca.pem", "ca.key", "node-1.pem", "node-1.key", "node-2.pem", "node-2.key");
        for (var file : files().keySet()) {
            var permissions = Files.getPosixFilePermissions(bus.resolve(file));
            assertThat(PosixFilePermissions.toString(permissions)).isEqualTo("rw-------");
        }
    }

    @Test
    void ensure_keepsWhatThereIs_whenAnotherNodeComes() throws Exception {
        ensure(START, NODES);
        var before = files();

        ensure(START.plus(Duration.ofDays(366)), List.of("node-1", "node-2", "node-3"));

        assertThat(files()).containsAllEntriesOf(before).containsKey("node-3.pem");
    }

    @Test
    void ensure_renewsTheNodeAlone_whenItsMonthHasCome() throws Exception {
        ensure(START, NODES);
        var before = files();

        ensure(START.plus(Duration.ofDays(368)), NODES);

        assertThat(files().get("ca.pem")).isEqualTo(before.get("ca.pem"));
        assertThat(files().get("node-1.pem")).isNotEqualTo(before.get("node-1.pem"));
        assertThat(files().get("node-1.key")).isNotEqualTo(before.get("node-1.key"));
    }

    @Test
    void ensure_renewsEverything_whenTheAuthorityEnds() throws Exception {
        ensure(START, NODES);
        var late = START.plus(Duration.ofDays(3630));
        var old = certificate("ca");

        ensure(late, NODES);

        assertThat(certificate("ca")).isNotEqualTo(old);
        certificate("node-1").verify(certificate("ca").getPublicKey());
        certificate("node-1").checkValidity(Date.from(late));
    }

    @Test
    void ensure_makesAWholePair_whenItWasCutOffBetweenTheFiles() throws Exception {
        ensure(START, NODES);
        Files.delete(bus.resolve("node-1.pem"));

        ensure(START, NODES);

        assertThat(greeting("node-1", "node-2")).isEqualTo("hello");
    }

    @Test
    void certificates_openTheBusToEachOther_andToNobodyElse() throws Exception {
        ensure(Instant.now(), NODES);
        assertThat(greeting("node-1", "node-2")).isEqualTo("hello");
        var foreign = bus.resolveSibling("own");
        Files.move(bus, foreign);
        ensure(Instant.now(), NODES);

        assertThatThrownBy(() -> greeting("node-1", "../own/node-2")).hasMessageContaining("certificate");
    }

    /** What one node hears from another over TLS in which both show who they are. */
    private String greeting(String serving, String asking) throws Exception {
        var vertx = Vertx.vertx();
        try {
            var authority =
                    new PemTrustOptions().addCertPath(bus.resolve("ca.pem").toString());
            var server = vertx.createNetServer(new NetServerOptions()
                            .setHost("127.0.0.1")
                            .setSsl(true)
                            .setClientAuth(ClientAuth.REQUIRED)
                            .setKeyCertOptions(pair(serving))
                            .setTrustOptions(authority))
                    .connectHandler(socket -> socket.write("hello"))
                    .listen()
                    .await(10, SECONDS);
            var heard = Promise.<String>promise();
            // Held until the end: a client that nobody holds is closed with its connections.
            var client = vertx.createNetClient(new NetClientOptions().setSsl(true));
            client.connect(connectTo(server.actualPort(), asking, authority))
                    .onFailure(heard::tryFail)
                    .onSuccess(socket -> socket.exceptionHandler(heard::tryFail)
                            .closeHandler(closed -> heard.tryFail("closed"))
                            .handler(bytes -> heard.tryComplete(bytes.toString())));
            var greeting = heard.future().await(10, SECONDS);
            client.close().await(10, SECONDS);
            return greeting;
        } finally {
            vertx.close().await(10, SECONDS);
        }
    }

    private ConnectOptions connectTo(int port, String asking, PemTrustOptions authority) {
        return new ConnectOptions()
                .setHost("127.0.0.1")
                .setPort(port)
                .setSsl(true)
                .setSslOptions(new ClientSSLOptions()
                        .setHostnameVerificationAlgorithm("HTTPS")
                        .setKeyCertOptions(pair(asking))
                        .setTrustOptions(authority));
    }

    private PemKeyCertOptions pair(String node) {
        return new PemKeyCertOptions()
                .setCertPath(bus.resolve(node + ".pem").toString())
                .setKeyPath(bus.resolve(node + ".key").toString());
    }

    private void ensure(Instant now, List<String> nodes) throws IOException {
        new BusCertificates(folder, InstantSource.fixed(now)).ensure(nodes);
    }

    private X509Certificate certificate(String name) throws Exception {
        return PemFile.readCertificate(bus.resolve(name + ".pem"));
    }

    private Map<String, String> files() throws IOException {
        var contents = new HashMap<String, String>();
        try (var files = Files.list(bus)) {
            for (var file : files.toList()) {
                contents.put(file.getFileName().toString(), Files.readString(file));
            }
        }
        return contents;
    }
}
