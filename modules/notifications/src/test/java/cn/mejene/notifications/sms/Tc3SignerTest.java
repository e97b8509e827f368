package cn.mejene.notifications.sms;

import static org.assertj.core.api.Assertions.assertThat;

import cn.mejene.kernel.config.Secret;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** The provider's published example (signature method v3, DescribeInstances) differs in the signed fields only. */
class Tc3SignerTest {
    private static final Instant AT = Instant.ofEpochSecond(1551113065);

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
