package cn.mejene.identity;

import static cn.mejene.identity.IdentityFixture.json;
import static cn.mejene.identity.IdentityFixture.signIn;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import cn.mejene.kernel.Problem;
import cn.mejene.kernel.testing.CallTo;
import cn.mejene.kernel.testing.Clause;
import cn.mejene.kernel.testing.EmbeddedServices;
import cn.mejene.kernel.testing.FreshDatabases;
import cn.mejene.kernel.testing.TestNode;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** D36: a stranger who spends what a number may be sent and tried shuts out strangers only. */
@ExtendWith(EmbeddedServices.class)
class FamiliarDeviceIT {
    private static final int CODES_A_DAY = 10;
    private static final int TRIES_A_CODE = 5;
    private static final int TRIES_A_DAY = 20;

    private static IdentityFixture fixture;
    private static TestNode node;

    @BeforeAll
    static void boot(@TempDir Path folder, FreshDatabases databases) {
        fixture = new IdentityFixture(databases, folder, "");
        node = fixture.node("node-1");
    }

    @Test
    @Clause("I(B)1")
    void stranger_shutsOutStrangersOnly_neitherEndingNorHoldingUpTheCodesOfAFamiliarDevice() {
        var phone = fixture.newPhone();
        var credential = signIn(node, fixture.login(node, phone)).getString("deviceCredential");
        var mine = asked(phone, credential);
        int tried = 0;
        for (int sent = 1; sent < CODES_A_DAY; sent++) {
            var strangers = asked(phone, null);
            for (int attempt = 0; attempt < TRIES_A_CODE && tried < TRIES_A_DAY; attempt++, tried++) {
                assertThat(refused(strangers, "wrong").code()).isEqualTo("code-invalid");
            }
            if (sent == CODES_A_DAY - 1) {
                assertThat(refused(strangers, strangers.get("code").toString()).code())
                        .isEqualTo("too-many-attempts");
            }
        }
        assertThat(notSent(phone, null)).isEqualTo("too-many-attempts");

        var member = signIn(node, mine).getJsonObject("member");

        assertThat(member.getString("id")).isNotEmpty();
        assertThat(signIn(node, asked(phone, credential)).getJsonObject("member"))
                .isEqualTo(member);
        var others = signIn(node, fixture.login(node, fixture.newPhone())).getString("deviceCredential");
        for (var worthless : new String[] {others, credential.substring(0, credential.length() - 2), "mdc_", "x"}) {
            assertThat(notSent(phone, worthless)).as(worthless).isEqualTo("too-many-attempts");
        }
        for (int sent = 2; sent < CODES_A_DAY; sent++) {
            asked(phone, credential);
        }
        assertThat(notSent(phone, credential)).as("it has a budget too").isEqualTo("too-many-attempts");
    }

    @Test
    @Clause("I(B)1")
    void credential_isForgotten_afterHalfAYear_andSaysNothingOfNumbers() {
        var phone = fixture.newPhone();
        var credential = signIn(node, fixture.login(node, phone)).getString("deviceCredential");
        var nobodys = send(fixture.newPhone(), credential);
        assertThat(nobodys.fieldNames()).isEqualTo(send(phone, credential).fieldNames());

        node.kernel().developmentClock().advance(Duration.ofDays(181));
        for (int sent = 1; sent < CODES_A_DAY; sent++) {
            asked(phone, null);
        }

        assertThat(notSent(phone, credential)).isEqualTo("too-many-attempts");
    }

    private static JsonObject send(String phone, @Nullable String credential) {
        return json(node.call(request(phone, credential).build()));
    }

    private static CallTo request(String phone, @Nullable String credential) {
        var body = new HashMap<String, Object>(Map.of("phone", phone, "purpose", "login"));
        if (credential != null) {
            body.put("deviceCredential", credential);
        }
        return CallTo.operation("identity.send-code").body(body);
    }

    private static String notSent(String phone, @Nullable String credential) {
        var call = request(phone, credential).build();
        return catchThrowableOfType(Problem.class, () -> node.call(call)).code();
    }

    /** A whole login body with the code that was just sent. */
    private static Map<String, Object> asked(String phone, @Nullable String credential) {
        var body = new HashMap<String, Object>();
        body.put("grant", "sms");
        body.put("phone", phone);
        body.put("requestId", send(phone, credential).getString("requestId"));
        body.put("code", fixture.lastCode());
        body.put("policyVersion", "v1");
        body.put("readConfirmed", true);
        body.put("ageBand", "adult");
        return body;
    }

    private static Problem refused(Map<String, Object> login, String code) {
        var wrong = new HashMap<>(login);
        wrong.put("code", code.equals("wrong") ? other(login.get("code").toString()) : code);
        var call = CallTo.operation("identity.create-session").body(wrong).build();
        return catchThrowableOfType(Problem.class, () -> node.call(call));
    }

    private static String other(String code) {
        return (code.charAt(0) == '0' ? '1' : '0') + code.substring(1);
    }
}
