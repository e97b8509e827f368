package cn.mejene.services.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

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
}
