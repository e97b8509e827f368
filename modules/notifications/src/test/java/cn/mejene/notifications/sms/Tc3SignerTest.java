package cn.mejene.notifications.sms;

import static org.assertj.core.api.Assertions.assertThat;

import cn.mejene.kernel.config.Secret;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class Tc3SignerTest {
    private static final Instant AT = Instant.ofEpochSecond(1551113065);

    /**
     * The provider's published example of signature method v3 with the key pair that its documentation made up for it
     * (DescribeInstances, a POST with content type and host signed).
     */
    @Test
    void authorization_isThatOfThePublishedExample() {
        var signer = new Tc3Signer(
                "AKIDz8krbsJ5yKBZQpn74WFkmLPx3EXAMPLE", new Secret("Gu5t9xGARNpq86cd98joQYCN3EXAMPLE"), "cvm");
        var body =
                "{\"Limit\": 1, \"Filters\": [{\"Values\": [\"\\u672a\\u547d\\u540d\"], \"Name\": \"instance-name\"}]}"
                        .getBytes(StandardCharsets.UTF_8);

        assertThat(signer.authorization("cvm.tencentcloudapi.com", body, AT))
                .isEqualTo("TC3-HMAC-SHA256 Credential=AKIDz8krbsJ5yKBZQpn74WFkmLPx3EXAMPLE/2019-02-25/cvm/tc3_request,"
                        + " SignedHeaders=content-type;host,"
                        + " Signature=72e494ea809ad7a8c8f7a4507b9bddcbaa8e581f516e8da2f66e2c5a96525168");
    }

    @Test
    void authorization_namesScopeAndFields_andDependsOnEverythingSigned() {
        var signer = new Tc3Signer("AKIDEXAMPLE", new Secret("secret"), "sms");
        var body = "{}".getBytes(StandardCharsets.UTF_8);

        var authorization = signer.authorization("sms.tencentcloudapi.com", body, AT);

        assertThat(authorization)
                .startsWith("TC3-HMAC-SHA256 Credential=AKIDEXAMPLE/2019-02-25/sms/tc3_request,"
                        + " SignedHeaders=content-type;host, Signature=")
                .isNotEqualTo(signer.authorization("other.tencentcloudapi.com", body, AT))
                .isNotEqualTo(signer.authorization("sms.tencentcloudapi.com", body, AT.plusSeconds(1)))
                .isNotEqualTo(new Tc3Signer("AKIDEXAMPLE", new Secret("other"), "sms")
                        .authorization("sms.tencentcloudapi.com", body, AT));
    }
}
