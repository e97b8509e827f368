package cn.mejene.notifications;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import cn.mejene.kernel.Problem;
import cn.mejene.kernel.testing.CallTo;
import cn.mejene.kernel.testing.Clause;
import cn.mejene.kernel.testing.EmbeddedServices;
import cn.mejene.kernel.testing.FreshDatabases;
import cn.mejene.kernel.testing.TestNode;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who may tell what became of a text message: nobody but a provider, and no more than a provider could know. */
@ExtendWith(EmbeddedServices.class)
class CallbacksIT {
    private static final String SECRET = "kXb0VYbXx7dYk3n2o0q7mY3mI9rVb1zL";

    private static NotificationsFixture fixture;
    private static TestNode node;

    @BeforeAll
    static void boot(@TempDir Path folder, FreshDatabases fresh) throws IOException {
        fixture = new NotificationsFixture(fresh, folder);
        var token = Files.writeString(folder.resolve("sms-callback.secret"), SECRET);
        fixture.sms =
                "  callbackToken: \"file:" + token + "\"\n" + "  callbackFrom: [203.0.113.0/24, \"2001:db8:1::/48\"]\n";
        node = fixture.node("node-1", "");
    }

    @AfterAll
    static void close() {
        fixture.close();
    }

    private static CallTo callback(String operation, String secret, String address, String body) {
        return CallTo.operation(operation).path("secret", secret).from(address).raw(Buffer.buffer(body));
    }

    @ParameterizedTest
    @Clause("I(F)3")
    @CsvSource({
        SECRET + ",198.51.100.7",
        SECRET + ",203.0.114.1",
        SECRET + ",2001:db8:2::1",
        SECRET + ",unknown",
        "kXb0VYbXx7dYk3n2o0q7mY3mI9rVb1zl,203.0.113.9",
        "any-in-development,203.0.113.9"
    })
    void callback_isRefused_fromAnotherNetworkOrToAnotherAddress(String secret, String address) {
        for (var operation : new String[] {"notifications.sms-receipt", "notifications.sms-reply"}) {
            var refusal = catchThrowableOfType(
                    Problem.class,
                    () -> node.call(callback(operation, secret, address, "[]").build()));

            assertThat(refusal.status()).isEqualTo(404);
            assertThat(refusal.code()).isEqualTo("not-found");
        }
    }

    @Test
    void receipt_raisesAMessage_whenItsProviderSendsIt() {
        var member = fixture.subscriber(node, "jpush");
        fixture.announce(node, "sms");
        await().atMost(NotificationsIT.SOON)
                .untilAsserted(() -> assertThat(fixture.states(member)).containsExactly("sms sent"));
        var reference = fixture.words(
                        "SELECT provider_reference FROM notifications.delivery WHERE member_id = '" + member + "'")
                .getFirst();
        var receipt = "[{\"biz_id\":\"" + reference + "\",\"success\":true}]";

        catchThrowableOfType(
                Problem.class,
                () -> node.call(callback("notifications.sms-receipt", SECRET, "198.51.100.7", receipt)
                        .build()));
        assertThat(fixture.states(member)).containsExactly("sms sent");
        for (var address : new String[] {"203.0.113.9", "2001:db8:1::9"}) {
            var taken = node.call(callback("notifications.sms-receipt", SECRET, address, receipt)
                    .build());
            assertThat(taken.status()).isEqualTo(200);
        }

        assertThat(fixture.states(member)).containsExactly("sms delivered");
    }
}
