package cn.mejene.identity.token;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.security.AlgorithmParameters;
import java.security.KeyFactory;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPoint;
import java.security.spec.ECPublicKeySpec;
import java.util.Base64;
import org.junit.jupiter.api.Test;

/** Public JWKs: the key of RFC 7517 appendix A.1, and coordinates of fixed length. */
final class KeyPairsTest {
    private static final String X = "MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4";
    private static final String Y = "4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM";

    @Test
    void jwk_isTheVectors_withItsThumbprint() throws Exception {
        var jwk = KeyPairs.jwk(key(X, Y));

        assertThat(jwk.getString("x")).isEqualTo(X);
        assertThat(jwk.getString("y")).isEqualTo(Y);
        assertThat(jwk.getString("kid")).isEqualTo("cn-I_WNMClehiVp51i_0VpOENW1upEerA8sEam5hn-s");
        assertThat(jwk.getString("alg")).isEqualTo("ES256");
        assertThat(jwk.containsKey("d")).isFalse();
    }

    @Test
    void jwk_hasCoordinatesOf32Bytes_always() {
        for (int i = 0; i < 300; i++) {
            var jwk = KeyPairs.jwk((ECPublicKey) KeyPairs.make().getPublic());
            assertThat(jwk.getString("x")).hasSize(43);
            assertThat(jwk.getString("y")).hasSize(43);
        }
    }

    private static ECPublicKey key(String x, String y) throws Exception {
        var parameters = AlgorithmParameters.getInstance("EC");
        parameters.init(new ECGenParameterSpec("secp256r1"));
        var point = new ECPoint(number(x), number(y));
        var spec = new ECPublicKeySpec(point, parameters.getParameterSpec(ECParameterSpec.class));
        return (ECPublicKey) KeyFactory.getInstance("EC").generatePublic(spec);
    }

    private static BigInteger number(String base64url) {
        return new BigInteger(1, Base64.getUrlDecoder().decode(base64url));
    }
}
