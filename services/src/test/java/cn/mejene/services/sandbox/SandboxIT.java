package cn.mejene.services.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SandboxIT {
    private Sandbox sandbox;

    @BeforeEach
    void start() throws Exception {
        sandbox = Sandbox.start(0, "secret", new SentMessages(), new Faults());
    }

    @AfterEach
    void stop() {
        sandbox.close();
    }

    @Test
    void send_showsMessage_whenSigned() throws Exception {
        var client = new SmsClient(sandbox.port(), "secret");

        var answer = client.sendCode("13900000001", "654321", "n1");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).contains("\"Code\":\"OK\"", "BizId", "RequestId");
        var item = client.messages("+8613900000001").getJsonArray("items").getJsonObject(0);
        assertThat(item.getString("channel")).isEqualTo("sms");
        assertThat(item.getJsonObject("data").getString("code")).isEqualTo("654321");
        assertThat(item.getString("at")).isEqualTo("2026-03-01T00:00:00Z");
    }

    @Test
    void send_isRefused_whenSecretIsWrong() throws Exception {
        var client = new SmsClient(sandbox.port(), "other");

        var answer = client.sendCode("13900000001", "654321", "n1");

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains("SignatureDoesNotMatch");
        assertThat(client.messages("").getJsonArray("items")).isEmpty();
    }

    @Test
    void send_isRefused_whenReplayed() throws Exception {
        var client = new SmsClient(sandbox.port(), "secret");
        client.sendCode("13900000001", "654321", "n1");

        assertThat(client.sendCode("13900000001", "654321", "n1").body()).contains("SignatureNonceUsed");
    }

    @Test
    void payload_isSeenThrough_whereverAFieldStands() {
        var payloads = new Payloads();
        payloads.add(new Payload("carriers", Map.of("path", "/std/service", "msgData.orderId", "ord_1")));
        assertThat(payloads.undeclared()).isEmpty();

        payloads.add(new Payload("carriers", Map.of("msgData.contactInfoList[].birthday", "1990-05")));
        payloads.add(new Payload("somebody", Map.of("path", "/")));

        assertThat(payloads.undeclared())
                .isEqualTo(
                        Map.of("carriers", Set.of("msgData.contactInfoList[].birthday"), "somebody", Set.of("path")));
    }

    /** Fields in the address, a form, JSON and JSON within a form are told apart and compared. */
    @Test
    void requests_areComparedWithWhatIsDeclared() throws Exception {
        var http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
        var address = "http://127.0.0.1:" + sandbox.port();
        var form = HttpRequest.newBuilder(URI.create(address + "/std/service?token=1"))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString("partnerID=p&msgData=%7B%22orderId%22%3A1%2C%22smileId%22%3A%22S%22%7D"));
        var json = HttpRequest.newBuilder(URI.create(address + "/v3/pay/transactions/native"))
                .header("X-Name", "n")
                .POST(BodyPublishers.ofString("{\"payer\":{\"openid\":\"o\",\"name\":\"n\"},\"detail\":[{\"of\":1}]}"));
        for (var request : List.of(form, json)) {
            http.send(request.build(), BodyHandlers.discarding());
        }
        var shown = HttpRequest.newBuilder(URI.create(address + "/sandbox/payloads"));

        var undeclared =
                new JsonObject(http.send(shown.build(), BodyHandlers.ofString()).body()).getJsonObject("undeclared");

        assertThat(undeclared.getJsonArray("carriers")).containsExactlyInAnyOrder("token", "msgData.smileId");
        assertThat(undeclared.getJsonArray("wechat-pay"))
                .containsExactlyInAnyOrder("payer.name", "detail[].of", "header.x-name");
    }
}
