package cn.mejene.payments.provider;

import static org.assertj.core.api.Assertions.assertThat;

import cn.mejene.kernel.config.Secret;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.security.PublicKey;
import java.util.Base64;
import java.util.HexFormat;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Project Wycheproof's published vectors {@code rsa_signature_2048_sha256_test} through the code that verifies what
 * WeChat Pay and Alipay send. Its number 8 (no NULL parameters) is "acceptable" there and may go either way.
 */
class WycheproofRsaTest {
    private static final String VECTORS = "/wycheproof/rsa_signature_2048_sha256_test.json";
    private static final int ACCEPTABLE = 8;
    private static final HexFormat HEX = HexFormat.of();

    @Test
    void verify_answersAsPublished_forEachVector() throws IOException {
        int compared = 0;
        for (var group : (Iterable<JsonObject>) objects(vectors(), "testGroups")::iterator) {
            var key = key(group.getString("publicKeyDer"));
            for (var vector : (Iterable<JsonObject>) objects(group, "tests")::iterator) {
                if (vector.getInteger("tcId") != ACCEPTABLE) {
                    assertThat(accepts(key, vector))
                            .as(vector.encode())
                            .isEqualTo("valid".equals(vector.getString("result")));
                    compared++;
                }
            }
        }
        assertThat(compared).isEqualTo(239);
    }

    private static boolean accepts(PublicKey key, JsonObject vector) {
        var signature = Base64.getEncoder().encodeToString(HEX.parseHex(vector.getString("sig")));
        return Rsa.verify(key, HEX.parseHex(vector.getString("msg")), signature);
    }

    private static PublicKey key(String der) {
        return Rsa.publicKey("vector", new Secret(Base64.getEncoder().encodeToString(HEX.parseHex(der))));
    }

    private static Stream<JsonObject> objects(JsonObject of, String name) {
        return of.getJsonArray(name).stream().map(JsonObject.class::cast);
    }

    private static JsonObject vectors() throws IOException {
        try (var stream = WycheproofRsaTest.class.getResourceAsStream(VECTORS)) {
            return Buffer.buffer(stream.readAllBytes()).toJsonObject();
        }
    }
}
