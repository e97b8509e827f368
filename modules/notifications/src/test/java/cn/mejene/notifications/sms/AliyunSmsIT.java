package cn.mejene.notifications.sms;

import static org.assertj.core.api.Assertions.assertThat;

import cn.mejene.kernel.config.Secret;
import cn.mejene.kernel.testing.Workspace;
import cn.mejene.notifications.provider.Outcome;
import cn.mejene.notifications.provider.Outgoing;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The sender against a real HTTP server: what it sends, and what it makes of answers. */
final class AliyunSmsIT {
    private static final Instant NOW = Instant.parse("2026-11-22T02:03:04.567Z");
    private static final Outgoing CODE =
            Outgoing.templated("cod_1", "+8613800138000", "login-code", Map.of("code", "012345"));

    private record Received(String uri, Map<String, String> headers, String body) {}

    private final Vertx vertx = Vertx.vertx();
    private final List<Received> received = new CopyOnWriteArrayList<>();

    @AfterEach
    void close() {
        vertx.close().await();
    }

    @Test
    void send_signsTheFormAndKeepsTheNumberOutOfTheAddress() {
        var server = serve(request -> request.response().end("{\"Code\":\"OK\",\"BizId\":\"1\"}"));

        sender(server.actualPort()).send(CODE).await();

        var sent = received.getFirst();
        assertThat(sent.uri()).isEqualTo("/");
        assertThat(sent.body())
                .isEqualTo(
                        "OutId=cod_1&PhoneNumbers=13800138000&SignName=%E8%A6%93%E8%87%BB&TemplateCode=SMS_MEJENE_LOGIN"
                                + "&TemplateParam=%7B%22code%22%3A%22012345%22%7D");
        assertThat(sent.headers())
                .containsEntry("host", "127.0.0.1:" + server.actualPort())
                .containsEntry("x-acs-action", "SendSms")
                .containsEntry("x-acs-version", "2017-05-25")
                .containsEntry("x-acs-date", "2026-11-22T02:03:04Z")
                .containsEntry(
                        "x-acs-content-sha256", Acs3Signer.sha256(sent.body().getBytes()));
        assertThat(sent.headers().get("authorization"))
                .startsWith("ACS3-HMAC-SHA256 Credential=key,SignedHeaders=content-type;host;x-acs-action;"
                        + "x-acs-content-sha256;x-acs-date;x-acs-signature-nonce;x-acs-version,Signature=");
    }

    @Test
    void send_neverRepeatsANonce() {
        var server = serve(request -> request.response().end("{\"Code\":\"OK\"}"));
        var sender = sender(server.actualPort());

        sender.send(CODE).await();
        sender.send(CODE).await();

        assertThat(received.get(0).headers().get("x-acs-signature-nonce"))
                .isNotEqualTo(received.get(1).headers().get("x-acs-signature-nonce"));
    }

    @Test
    void send_tellsWhatBecameOfIt_byTheProvidersCode() {
        assertThat(outcome(request -> request.response().end("{\"Code\":\"OK\",\"BizId\":\"9\"}")))
                .isEqualTo(Outcome.taken("9"));
        assertThat(outcome(request ->
                        request.response().setStatusCode(400).end("{\"Code\":\"isv.BUSINESS_LIMIT_CONTROL\"}")))
                .isEqualTo(Outcome.refused("isv.BUSINESS_LIMIT_CONTROL"));
        assertThat(outcome(request -> request.response().setStatusCode(502).end("<html>")))
                .isEqualTo(Outcome.failed("http-502"));
        assertThat(outcome(request -> request.response().end("{\"Code\":\"isp.SYSTEM_ERROR\"}")))
                .isEqualTo(Outcome.failed("isp.SYSTEM_ERROR"));
    }

    @Test
    void send_doesNotKnow_whenTheProviderIsSilentGoneOrMalformed() {
        assertThat(outcome(request -> {}).result()).isEqualTo(Outcome.Result.UNANSWERED);
        assertThat(outcome(request -> request.connection().close()).result()).isEqualTo(Outcome.Result.UNANSWERED);
        assertThat(outcome(request -> request.response().end("[]")).result()).isEqualTo(Outcome.Result.UNANSWERED);
        assertThat(sender(1).send(CODE).await().result()).isEqualTo(Outcome.Result.UNANSWERED);
    }

    private Outcome outcome(Consumer<HttpServerRequest> answer) {
        return sender(serve(answer).actualPort()).send(CODE).await();
    }

    private AliyunSms sender(int port) {
        var config = new AliyunSmsConfig(
                URI.create("http://127.0.0.1:" + port),
                "key",
                new Secret("secret"),
                "覓臻",
                Map.of("login-code", "SMS_MEJENE_LOGIN"),
                Duration.ofSeconds(2));
        return new AliyunSms(Workspace.outbound(vertx), config, InstantSource.fixed(NOW));
    }

    private HttpServer serve(Consumer<HttpServerRequest> answer) {
        return vertx.createHttpServer()
                .requestHandler(request -> request.bodyHandler(body -> {
                    received.add(received(request, body));
                    answer.accept(request);
                }))
                .listen(0, "127.0.0.1")
                .await();
    }

    private static Received received(HttpServerRequest request, Buffer body) {
        var headers = new java.util.TreeMap<String, String>();
        request.headers()
                .forEach(header -> headers.put(header.getKey().toLowerCase(java.util.Locale.ROOT), header.getValue()));
        return new Received(request.uri(), headers, body.toString());
    }
}
