package cn.mejene.notifications;

import static cn.mejene.notifications.NotificationsFixture.ORDER_PAID;
import static cn.mejene.notifications.NotificationsFixture.UNUSUAL_SIGN_IN;
import static cn.mejene.notifications.NotificationsFixture.happens;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import cn.mejene.kernel.Ids;
import cn.mejene.kernel.testing.Clause;
import cn.mejene.kernel.testing.EmbeddedServices;
import cn.mejene.kernel.testing.FreshDatabases;
import cn.mejene.kernel.testing.TestNode;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What rests at night, and what does not wait for what rests. */
@ExtendWith(EmbeddedServices.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class NightIT {
    private static final Duration SOON = NotificationsIT.SOON;

    private NotificationsFixture fixture;
    private TestNode node;

    @BeforeAll
    void boot(@TempDir Path folder, FreshDatabases fresh) {
        fixture = new NotificationsFixture(fresh, folder);
        node = fixture.node("node-1", "");
    }

    @AfterAll
    void close() {
        fixture.close();
    }

    @Test
    @Clause({"I(F)2", "V(C)4"})
    void notices_restFromTenToEight_inShanghai_exceptWhatCannotWait() {
        var member = fixture.subscriber(node, "jpush");
        advanceTo(22);
        fixture.announce(node, "push");
        happens(node, UNUSUAL_SIGN_IN, member, Map.of());
        happens(node, ORDER_PAID, member, Map.of("orderId", Ids.make("ord")));

        await().atMost(SOON).untilAsserted(() -> assertThat(fixture.states(member))
                .containsExactlyInAnyOrder("push queued", "push queued", "email sent", "email sent"));
        assertThat(fixture.arrived("device-" + member)).isEmpty();
        fixture.consents.remove(member + " marketing");
        advanceTo(8);

        await().atMost(SOON).untilAsserted(() -> assertThat(fixture.states(member))
                .containsExactlyInAnyOrder("push dropped", "push sent", "email sent", "email sent"));
        assertThat(fixture.arrived("device-" + member)).hasSize(1);
    }

    /** To the next time that it is this hour in Shanghai. */
    private void advanceTo(int hour) {
        var clock = node.kernel().developmentClock();
        var now = clock.now().atZone(ZoneId.of("Asia/Shanghai"));
        var then = now.with(LocalTime.of(hour, 0));
        clock.advance(Duration.between(now, then.isAfter(now) ? then : then.plusDays(1)));
    }

    @Test
    @Clause({"VI.6", "I(F)2"})
    void statutoryPush_leavesAtNight_pastAServicePushThatRests() {
        var member = fixture.subscriber(node, "jpush");
        advanceTo(23);
        happens(node, UNUSUAL_SIGN_IN, member, Map.of());
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(fixture.waiting(member)).containsExactly("push quiet-hours"));

        happens(
                node,
                "audit.incident-notice",
                member,
                Map.of("noticeId", Ids.make("rep"), "incidentId", Ids.make("inc")));

        await().atMost(SOON)
                .untilAsserted(() -> assertThat(fixture.states(member)).contains("push sent", "push queued"));
        assertThat(fixture.arrived("device-" + member)).hasSize(1);
    }
}
