package cn.mejene.identity;

import static cn.mejene.identity.IdentityFixture.claims;
import static cn.mejene.identity.IdentityFixture.json;
import static cn.mejene.identity.IdentityFixture.principal;
import static cn.mejene.identity.IdentityFixture.refused;
import static cn.mejene.identity.IdentityFixture.signIn;
import static org.assertj.core.api.Assertions.assertThat;

import cn.mejene.identity.staff.TotpAt;
import cn.mejene.kernel.call.Sessions;
import cn.mejene.kernel.testing.CallTo;
import cn.mejene.kernel.testing.EmbeddedServices;
import cn.mejene.kernel.testing.FreshDatabases;
import cn.mejene.kernel.testing.TestNode;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Staff sign-in, seeded staff, signing keys: on PostgreSQL, over the bus. */
@ExtendWith(EmbeddedServices.class)
final class StaffAndKeysIT {
    @TempDir
    Path folder;

    @Test
    void createSession_letsStaffIn_onceForOneTotp(FreshDatabases databases) throws Exception {
        var fixture = new IdentityFixture(databases, folder, "");
        var node = fixture.node("node-1");
        var body = credentials(fixture, node, 0);

        var session = signIn(node, body);

        var staff = session.getJsonObject("staff");
        assertThat(staff.getString("role")).isEqualTo("clinic");
        assertThat(staff.getString("clinicId")).isEqualTo("cli_01dem000000000000000000001");
        var principal = principal(node, session);
        assertThat(principal.roles()).containsExactly("clinic");
        assertThat(principal.employer()).isEqualTo("clinic");
        assertThat(refused(() -> signIn(node, body)).code()).isEqualTo("credentials-invalid");
    }

    @Test
    void createSession_takesATotpAgain_whereSingleUseIsOff(FreshDatabases databases) throws Exception {
        var fixture = new IdentityFixture(databases, folder, "totpSingleUse: false\n");
        var node = fixture.node("node-1");
        var body = credentials(fixture, node, 1);

        assertThat(signIn(node, body).getJsonObject("staff").containsKey("clinicId"))
                .isFalse();
        assertThat(signIn(node, body).containsKey("accessToken")).isTrue();
    }

    @Test
    void createSession_refusesAlike_whateverIsWrong_untilTheBudgetIsSpent(FreshDatabases databases) throws Exception {
        var fixture = new IdentityFixture(databases, folder, "");
        var node = fixture.node("node-1");
        var right = credentials(fixture, node, 0);

        for (var field : new String[] {"username", "password", "totp"}) {
            var wrong = new HashMap<>(right);
            wrong.put(field, "wrong");
            var problem = refused(() -> signIn(node, wrong));
            assertThat(problem.status()).isEqualTo(401);
            assertThat(problem.code()).isEqualTo("credentials-invalid");
        }
        var wrong = new HashMap<>(right);
        wrong.put("password", "wrong");
        for (int i = 0; i < 8; i++) {
            refused(() -> signIn(node, wrong));
        }
        assertThat(refused(() -> signIn(node, right)).status()).isEqualTo(429);
    }

    @Test
    void prepare_changesNothing_atTheNextBoot(FreshDatabases databases) throws Exception {
        var fixture = new IdentityFixture(databases, folder, "");
        var first = fixture.node("node-1");
        var file = Files.readString(fixture.staffFile());

        var second = fixture.node("node-2");

        assertThat(Files.readString(fixture.staffFile())).isEqualTo(file);
        assertThat(databases.number("SELECT count(*) FROM identity.staff")).isEqualTo(2);
        assertThat(databases.number("SELECT count(*) FROM identity.signing_key"))
                .isEqualTo(1);
        assertThat(keys(second)).isEqualTo(keys(first));
    }

    @Test
    void jwks_hasThePublicKey_thatTokensNameInTheirHeader(FreshDatabases databases) throws Exception {
        var fixture = new IdentityFixture(databases, folder, "");
        var node = fixture.node("node-1");
        var session = signIn(node, credentials(fixture, node, 0));

        var key = keys(node).getJsonArray("keys").getJsonObject(0);

        var header = session.getString("accessToken").split("\\.", -1)[0];
        assertThat(new String(Base64.getUrlDecoder().decode(header), StandardCharsets.UTF_8))
                .contains("\"kid\":\"" + key.getString("kid") + "\"")
                .contains("\"alg\":\"ES256\"");
        assertThat(key.containsKey("d")).isFalse();
        assertThat(node.context().port(Sessions.class).verificationKeys().await())
                .containsExactly(key);
        assertThat(claims(session.getString("accessToken")).getString("token_use"))
                .isEqualTo("access");
    }

    private static JsonObject keys(TestNode node) {
        return json(node.call(CallTo.operation("identity.jwks").build()));
    }

    private static Map<String, Object> credentials(IdentityFixture fixture, TestNode node, int index) throws Exception {
        var item = new JsonObject(Files.readString(fixture.staffFile()))
                .getJsonArray("items")
                .getJsonObject(index);
        return Map.of(
                "grant", "staff",
                "username", item.getString("username"),
                "password", item.getString("password"),
                "totp", TotpAt.now(item.getString("totpSecret"), node.context().clock()));
    }
}
