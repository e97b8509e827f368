package cn.mejene.notifications.sms;

import static org.assertj.core.api.Assertions.assertThat;

import cn.mejene.kernel.config.Secret;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** The example that the provider publishes for its request signature V3. */
final class Acs3SignerTest {
    private static final String EMPTY_HASH = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

    private final Acs3Signer signer = new Acs3Signer("YourAccessKeyId", new Secret("YourAccessKeySecret"));
    private final Acs3Signer.Request request = new Acs3Signer.Request(
            "POST",
            "/",
            new TreeMap<>(Map.of(
                    "ImageId", "win2019_1809_x64_dtc_zh-cn_40G_alibase_20230811.vhd", "RegionId", "cn-shanghai")),
            new TreeMap<>(Map.of(
                    "host", "ecs.cn-shanghai.aliyuncs.com",
                    "x-acs-action", "RunInstances",
                    "x-acs-content-sha256", EMPTY_HASH,
                    "x-acs-date", "2023-10-26T10:22:32Z",
                    "x-acs-signature-nonce", "3156853299f313e23d1673dc12e1703d",
                    "x-acs-version", "2014-05-26")),
            EMPTY_HASH);

    @Test
    void canonical_hasTheVectorsHash() {
        assertThat(Acs3Signer.sha256(request.canonical().getBytes(StandardCharsets.UTF_8)))
                .isEqualTo("7ea06492da5221eba5297e897ce16e55f964061054b7695beedaac1145b1e259");
    }

    @Test
    void authorization_hasTheVectorsSignature() {
        assertThat(signer.authorization(request))
                .isEqualTo("ACS3-HMAC-SHA256 Credential=YourAccessKeyId,SignedHeaders=host;x-acs-action;"
                        + "x-acs-content-sha256;x-acs-date;x-acs-signature-nonce;x-acs-version,"
                        + "Signature=06563a9e1b43f5dfe96b81484da74bceab24a1d853912eee15083a6f0f3283c0");
    }

    @Test
    void encode_escapesAllButUnreserved() {
        assertThat(Acs3Signer.encode("a b*c~d+e/f=覓")).isEqualTo("a%20b%2Ac~d%2Be%2Ff%3D%E8%A6%93");
    }
}
