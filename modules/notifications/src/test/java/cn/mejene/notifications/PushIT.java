package cn.mejene.notifications;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import cn.mejene.kernel.testing.Clause;
import cn.mejene.kernel.testing.EmbeddedServices;
import cn.mejene.kernel.testing.FreshDatabases;
import cn.mejene.kernel.testing.TestNode;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What stops push messages, and where what they would have said is found instead. */
@ExtendWith(EmbeddedServices.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class PushIT {
    private FreshDatabases databases;
    private NotificationsFixture fixture;
    private TestNode node;

    @BeforeAll
    void boot(@TempDir Path folder, FreshDatabases fresh) {
        databases = fresh;
        fixture = new NotificationsFixture(fresh, folder);
        node = fixture.node("node-1", "");
    }

    @AfterAll
    void close() {
        fixture.close();
    }

    @Test
    @Clause("II(C)1")
    void push_isNotHandedToItsService_afterAnObjection_andIsInTheInboxAndTheMailInstead() {
        var objecting = withDevice("jpush");
        var other = withDevice("jpush");
        fixture.objecting.add(objecting);

        NotificationsFixture.happens(node, NotificationsFixture.UNUSUAL_SIGN_IN, objecting, Map.of());
        NotificationsFixture.happens(node, NotificationsFixture.UNUSUAL_SIGN_IN, other, Map.of());

        await().atMost(NotificationsIT.SOON).untilAsserted(() -> assertThat(fixture.states(objecting))
                .containsExactlyInAnyOrder("email sent", "push dropped"));
        await().atMost(NotificationsIT.SOON).untilAsserted(() -> assertThat(fixture.states(other))
                .containsExactlyInAnyOrder("email sent", "push sent"));
        assertThat(fixture.arrived("device-" + objecting)).isEmpty();
        assertThat(NotificationsFixture.inbox(node, objecting)).containsExactly("unusual-sign-in");
        assertThat(fixture.words("SELECT reason FROM notifications.delivery WHERE channel = 'push' AND member_id = '"
                        + objecting + "'"))
                .containsExactly("blocked-by-opt-out-signal");
    }

    @Test
    @Clause({"V(C)4", "VII(A)3"})
    void device_abroad_isForgotten_whenTheConsentToTransfersEnds_andAnyOtherIsKept() {
        var apple = withDevice("apns");
        var google = withDevice("fcm");
        var chinese = withDevice("jpush");
        var other = withDevice("apns");

        withdrawn(apple, "cross-border");
        withdrawn(google, "cross-border");
        withdrawn(chinese, "cross-border");
        withdrawn(other, "marketing");
        var last = withDevice("fcm");
        withdrawn(last, "cross-border");

        await().atMost(NotificationsIT.SOON)
                .untilAsserted(() -> assertThat(tokens(apple, google, last)).isZero());
        assertThat(tokens(chinese, other)).isEqualTo(2);
    }

    private void withdrawn(String member, String purpose) {
        NotificationsFixture.happens(node, "consent.consent-withdrawn", member, Map.of("purpose", purpose));
    }

    private long tokens(String... members) {
        return databases.number("SELECT count(*) FROM notifications.push_token WHERE member_id IN ('"
                + String.join("', '", members) + "')");
    }

    private String withDevice(String service) {
        var member = fixture.member();
        fixture.device(node, member, service, "device-" + member);
        return member;
    }
}
