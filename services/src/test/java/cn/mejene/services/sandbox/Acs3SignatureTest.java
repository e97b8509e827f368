package cn.mejene.services.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The vector is the one that Alibaba Cloud's documentation of signature V3 publishes. */
class Acs3SignatureTest {
    private static final List<String> SIGNED = List.of(
            "host", "x-acs-action", "x-acs-content-sha256", "x-acs-date", "x-acs-signature-nonce", "x-acs-version");
    private static final String SIGNATURE = "06563a9e1b43f5dfe96b81484da74bceab24a1d853912eee15083a6f0f3283c0";

    private final Acs3Signature signature = new Acs3Signature("YourAccessKeyId", "YourAccessKeySecret");

    @Test
    void canonical_hasPublishedDigest_whenVector() {
        var canonical = Acs3Signature.canonical(vector(Map.of(), ""), SIGNED);

        assertThat(Acs3Signature.digest(canonical.getBytes(StandardCharsets.UTF_8)))
                .isEqualTo("7ea06492da5221eba5297e897ce16e55f964061054b7695beedaac1145b1e259");
    }

    @Test
    void signature_isPublishedOne_whenVector() {
        var canonical = Acs3Signature.canonical(vector(Map.of(), ""), SIGNED);

        assertThat(signature.signature(canonical)).isEqualTo(SIGNATURE);
    }

    @Test
    void refuse_isEmpty_whenAuthentic() {
        assertThat(signature.refuse(vector(authorization(SIGNED, SIGNATURE), "")))
                .isEmpty();
    }

    @Test
    void refuse_saysMismatch_whenSignatureDiffers() {
        var other = "1" + SIGNATURE.substring(1);

        assertThat(signature.refuse(vector(authorization(SIGNED, other), ""))).contains("SignatureDoesNotMatch");
    }

    @Test
    void refuse_saysMismatch_whenBodyWasChanged() {
        assertThat(signature.refuse(vector(authorization(SIGNED, SIGNATURE), "PhoneNumbers=1")))
                .contains("SignatureDoesNotMatch");
    }

    @Test
    void refuse_saysIncomplete_whenHeaderIsNotSigned() {
        var few = SIGNED.subList(0, 5);

        assertThat(signature.refuse(vector(authorization(few, SIGNATURE), ""))).contains("IncompleteSignature");
    }

    @Test
    void refuse_saysIncomplete_whenUnsigned() {
        assertThat(signature.refuse(vector(Map.of(), ""))).contains("IncompleteSignature");
    }

    private static Map<String, String> authorization(List<String> signed, String signature) {
        return Map.of(
                "Authorization",
                "ACS3-HMAC-SHA256 Credential=YourAccessKeyId,SignedHeaders=" + String.join(";", signed) + ",Signature="
                        + signature);
    }

    private static SignedRequest vector(Map<String, String> more, String body) {
        var headers = new HashMap<>(more);
        headers.put("host", "ecs.cn-shanghai.aliyuncs.com");
        headers.put("x-acs-action", "RunInstances");
        headers.put("x-acs-content-sha256", Acs3Signature.digest(new byte[0]));
        headers.put("x-acs-date", "2023-10-26T10:22:32Z");
        headers.put("x-acs-signature-nonce", "3156853299f313e23d1673dc12e1703d");
        headers.put("x-acs-version", "2014-05-26");
        var query = Map.of("ImageId", "win2019_1809_x64_dtc_zh-cn_40G_alibase_20230811.vhd", "RegionId", "cn-shanghai");
        return new SignedRequest("POST", "/", query, headers, body.getBytes(StandardCharsets.UTF_8));
    }
}
