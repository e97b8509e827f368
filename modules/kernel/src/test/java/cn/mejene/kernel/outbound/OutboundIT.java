package cn.mejene.kernel.outbound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cn.mejene.kernel.config.ConfigException;
import cn.mejene.kernel.config.Policies;
import cn.mejene.kernel.testing.Clause;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.SocketAddress;
import io.vertx.ext.web.client.HttpRequest;
import io.vertx.ext.web.client.WebClient;
import io.vertx.ext.web.client.WebClientOptions;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** D55 with a listener that counts who connects: a production node's way out, a register that names one host. */
class OutboundIT {
    private static final String REGISTER = """
            thirdParties:
              - id: sms-provider
                name: {en: a}
                contact: a
                region: %s
                basis: contract
                necessary: true
                purpose: {en: a}
                method: {en: a}
                categories: {en: [a]}
                fields: [phone]
                hosts: [sms.example.cn]
                agreement: {reference: a, securityTerms: a}
            """;
    private static final URI REGISTERED = URI.create("https://sms.example.cn");

    private final Vertx vertx = Vertx.vertx();
    private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
    private final AtomicInteger connections = new AtomicInteger();
    private NetServer listener;

    @TempDir
    Path folder;

    @BeforeEach
    void listen() {
        listener = vertx.createNetServer()
                .connectHandler(socket -> {
                    connections.incrementAndGet();
                    socket.close();
                })
                .listen(0, "127.0.0.1")
                .await();
    }

    @AfterEach
    void close() {
        vertx.close().await();
    }

    @Test
    @Clause({"II(B)1", "VII(A)1"})
    void connection_isRefused_toAHostThatTheRegisterDoesNotName() throws IOException {
        var client = toThirdParty(outbound("CN-mainland", false), REGISTERED);
        var elsewhere = "http://127.0.0.1:" + listener.actualPort() + "/";

        assertRefused(client.getAbs(elsewhere));
        assertRefused(client.get(listener.actualPort(), "localhost", "/"));
        assertRefused(client.request(
                io.vertx.core.http.HttpMethod.GET,
                SocketAddress.inetSocketAddress(listener.actualPort(), "127.0.0.1"),
                443,
                "sms.example.cn",
                "/"));
        assertRefused(outbound("CN-mainland", false)
                .toOwn("kms", URI.create("https://kms.internal"), "cn-north-1", new WebClientOptions())
                .getAbs(elsewhere));

        assertThat(connections).hasValue(0);
        assertThat(metrics.counter("mejene.outbound.requests", "recipient", "sms-provider", "outcome", "refused")
                        .count())
                .isEqualTo(3);
    }

    @Test
    void connection_isMade_toAStandInOnThisMachine_inDevelopment() throws IOException {
        var standIn = URI.create("http://127.0.0.1:" + listener.actualPort());

        assertThatThrownBy(() -> toThirdParty(outbound("CN-mainland", true), standIn)
                        .getAbs(standIn.toString())
                        .send()
                        .await())
                .isNotInstanceOf(OutboundRefusedException.class);

        assertThat(connections).hasValue(1);
    }

    @Test
    @Clause({"III.0", "III(A)L", "VII(A)1"})
    void client_isRefused_forAnUnlistedPartyHostOrField_andAbroad() throws IOException {
        var outbound = outbound("CN-mainland", false);

        assertThatThrownBy(() -> outbound.toThirdParty("nobody", List.of(), REGISTERED, new WebClientOptions()))
                .isInstanceOf(ConfigException.class);
        assertThatThrownBy(() ->
                        outbound.toThirdParty("sms-provider", List.of("name"), REGISTERED, new WebClientOptions()))
                .hasMessageContaining("does not let sms-provider have 'name'");
        assertThatThrownBy(() -> toThirdParty(outbound, URI.create("https://sms.example.com")))
                .hasMessageContaining("names no host 'sms.example.com'");
        assertThatThrownBy(() -> toThirdParty(outbound, URI.create("http://127.0.0.1:1")))
                .isInstanceOf(ConfigException.class);
        assertThatThrownBy(() -> outbound.requireThirdParty("sms-provider", List.of("phone"), "mail.example.com"))
                .isInstanceOf(ConfigException.class);
        outbound.requireThirdParty("sms-provider", List.of("phone"), "sms.example.cn");
        assertThatThrownBy(() -> toThirdParty(outbound("HK", false), REGISTERED))
                .hasMessageContaining("abroad");
        assertThatThrownBy(() -> outbound.toOwn(
                        "kms", URI.create("https://kms.internal"), "cn-hongkong", new WebClientOptions()))
                .hasMessageStartingWith("kms.region: cn-hongkong is no region of the mainland");
    }

    private static void assertRefused(HttpRequest<?> request) {
        assertThatThrownBy(() -> request.send().await()).isInstanceOf(OutboundRefusedException.class);
    }

    private static WebClient toThirdParty(Outbound outbound, URI endpoint) {
        return outbound.toThirdParty("sms-provider", List.of("phone"), endpoint, new WebClientOptions());
    }

    private Outbound outbound(String region, boolean development) throws IOException {
        Files.writeString(folder.resolve("third-parties.yaml"), REGISTER.formatted(region));
        return new Outbound(vertx, new Policies(folder), development, metrics);
    }
}
