package cn.mejene.consent;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPoint;
import java.security.spec.ECPublicKeySpec;
import java.util.Base64;
import java.util.List;

/** Verifies a receipt as anybody could: with the published keys and the JDK alone. */
final class SignedReceipt {
    private SignedReceipt() {}

    /** The receipt's record, once its signature has been verified. */
    static JsonObject verified(String jws, List<JsonObject> keys) throws GeneralSecurityException {
        var parts = jws.split("\\.", -1);
        var header = decoded(parts[0]);
        assertThat(header.getString("alg")).isEqualTo("ES256");
        var jwk = keys.stream()
                .filter(key -> key.getString("kid").equals(header.getString("kid")))
                .findFirst()
                .orElseThrow();
        var curve = AlgorithmParameters.getInstance("EC");
        curve.init(new ECGenParameterSpec("secp256r1"));
        var point = new ECPoint(number(jwk.getString("x")), number(jwk.getString("y")));
        var verifier = Signature.getInstance("SHA256withECDSAinP1363Format");
        verifier.initVerify(KeyFactory.getInstance("EC")
                .generatePublic(new ECPublicKeySpec(point, curve.getParameterSpec(ECParameterSpec.class))));
        verifier.update((parts[0] + "." + parts[1]).getBytes(StandardCharsets.US_ASCII));
        assertThat(verifier.verify(Base64.getUrlDecoder().decode(parts[2]))).isTrue();
        return decoded(parts[1]);
    }

    private static JsonObject decoded(String part) {
        return new JsonObject(new String(Base64.getUrlDecoder().decode(part), StandardCharsets.UTF_8));
    }

    private static BigInteger number(String coordinate) {
        return new BigInteger(1, Base64.getUrlDecoder().decode(coordinate));
    }
}
