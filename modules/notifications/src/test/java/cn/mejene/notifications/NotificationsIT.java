package cn.mejene.notifications;

import static cn.mejene.notifications.NotificationsFixture.ORDER_PAID;
import static cn.mejene.notifications.NotificationsFixture.POLICY_CHANGED;
import static cn.mejene.notifications.NotificationsFixture.email;
import static cn.mejene.notifications.NotificationsFixture.happens;
import static cn.mejene.notifications.NotificationsFixture.wishes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import cn.mejene.kernel.Ids;
import cn.mejene.kernel.Problem;
import cn.mejene.kernel.call.Principal;
import cn.mejene.kernel.privacy.MemberStandings.Standing;
import cn.mejene.kernel.testing.CallTo;
import cn.mejene.kernel.testing.Clause;
import cn.mejene.kernel.testing.EmbeddedServices;
import cn.mejene.kernel.testing.FreshDatabases;
import cn.mejene.kernel.testing.TestNode;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What leaves, by which way, what stops it, and that nothing leaves twice. */
@ExtendWith(EmbeddedServices.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class NotificationsIT {
    private static final Duration SOON = Duration.ofSeconds(20);

    private FreshDatabases databases;
    private NotificationsFixture fixture;
    private TestNode node;
    private TestNode other;

    @BeforeAll
    void boot(FreshDatabases fresh, @TempDir Path folder) {
        databases = fresh;
        fixture = new NotificationsFixture(fresh, folder);
        node = fixture.node("node-1", "");
        other = fixture.node("node-2", "");
    }

    @AfterAll
    void close() {
        fixture.close();
    }

    @Test
    @Clause({"I(F)1", "III(A)4"})
    void transactionalNotice_goesToInboxAndMail_andNowhereElse() {
        var member = fixture.member();
        fixture.wishes.get(member).put("language", "en");

        happens(node, ORDER_PAID, member, Map.of("orderId", Ids.make("ord")));

        var mail = mail(member);
        assertThat(mail.getJsonObject("data").getString("subject")).isEqualTo("Your order is paid");
        assertThat(mail.getString("text")).contains("in effect").doesNotContain("mem_");
        assertThat(inbox(member)).containsExactly("order-paid");
        assertThat(states(member)).containsExactly("email sent");
    }

    @Test
    @Clause({"VIII.2", "I(F)2"})
    void statutoryNotice_passesOptOutAndFreeze_otherNoticesDoNot() {
        var member = fixture.member();
        fixture.wishes.put(member, wishes(false, false));
        fixture.standings.put(member, Standing.CLOSED);
        var policy = Ids.make("pol");

        happens(node, ORDER_PAID, member, Map.of("orderId", Ids.make("ord")));
        happens(node, POLICY_CHANGED, member, Map.of("policyId", policy, "change", "material"));
        happens(node, POLICY_CHANGED, member, Map.of("policyId", policy, "change", "minor"));

        var mail = mail(member);
        assertThat(mail.getJsonObject("data").getString("subject")).contains("隐私政策发生重大变更");
        assertThat(mail.getJsonObject("data").containsKey("list-unsubscribe")).isFalse();
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(states(member)).containsExactly("email dropped", "email sent"));
        assertThat(fixture.arrived(email(member))).hasSize(1);
    }

    @Test
    @Clause({"I(F)3", "V(C)4"})
    void oneClick_endsWhatIsQueuedToo_andIsRepeatable() {
        var member = fixture.member();
        happens(node, ORDER_PAID, member, Map.of("orderId", Ids.make("ord")));
        var data = mail(member).getJsonObject("data");
        assertThat(data.getString("list-unsubscribe-post")).isEqualTo("List-Unsubscribe=One-Click");
        var link = data.getString("list-unsubscribe");
        var token = link.substring(link.lastIndexOf('/') + 1, link.length() - 1);
        assertThat(link).doesNotContain(member.substring(4));

        for (int i = 0; i < 2; i++) {
            assertThat(unsubscribe(token)).isEqualTo("{\"unsubscribed\":\"service\"}");
        }
        happens(node, ORDER_PAID, member, Map.of("orderId", Ids.make("ord")));

        await().atMost(SOON)
                .untilAsserted(() -> assertThat(states(member)).containsExactly("email sent", "email dropped"));
        assertThat(fixture.arrived(email(member))).hasSize(1);
        var forged = token.substring(0, token.length() - 2) + (token.endsWith("AA") ? "BB" : "AA");
        assertThat(catchThrowableOfType(Problem.class, () -> unsubscribe(forged))
                        .status())
                .isEqualTo(404);
    }

    @Test
    void mail_leavesOnce_whenItsNodeDiesBeforeItIsWrittenDown_andAgainAfterAFault() {
        var member = fixture.member();
        fixture.fault("smtp", "error", 2);
        happens(node, ORDER_PAID, member, Map.of("orderId", Ids.make("ord")));
        mail(member);
        await().atMost(SOON).untilAsserted(() -> assertThat(states(member)).containsExactly("email sent"));
        long repeated = fixture.counts().getLong("repeated");

        databases.execute("UPDATE notifications.delivery SET state = 'sending', node = 'gone', incarnation = 0 WHERE"
                + " member_id = '" + member + "'");

        await().atMost(SOON).untilAsserted(() -> assertThat(states(member)).containsExactly("email sent"));
        assertThat(fixture.arrived(email(member))).hasSize(1);
        assertThat(fixture.counts().getLong("repeated")).isEqualTo(repeated + 1);
    }

    @Test
    void backlog_leavesInEachMembersOrder_fromAllNodes() {
        var members = List.of(fixture.member(), fixture.member(), fixture.member());
        var kinds = List.of("membership.order-paid", "membership.order-shipped", "membership.order-refunded");
        for (var kind : kinds) {
            for (var member : members) {
                happens(members.indexOf(member) % 2 == 0 ? node : other, kind, member, Map.of());
            }
        }

        for (var member : members) {
            await().atMost(SOON).untilAsserted(() -> assertThat(fixture.arrived(email(member)))
                    .hasSize(kinds.size()));
            var subjects = fixture.arrived(email(member)).reversed().stream()
                    .map(mail -> mail.getJsonObject("data").getString("subject"))
                    .toList();
            assertThat(subjects).containsExactly("订单已支付", "订单已发货", "订单已退款");
        }
    }

    private JsonObject mail(String member) {
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(fixture.arrived(email(member))).isNotEmpty());
        return fixture.arrived(email(member)).getFirst();
    }

    private String unsubscribe(String token) {
        var answer = node.call(CallTo.operation("notifications.unsubscribe")
                .path("token", token)
                .build());
        return String.valueOf(answer.body());
    }

    private List<String> inbox(String member) {
        var body = node.call(CallTo.operation("notifications.list-inbox")
                        .by(Principal.member(member, "ses_1"))
                        .build())
                .body();
        var kinds = new ArrayList<String>();
        new JsonObject(body).getJsonArray("items").forEach(item -> kinds.add(((JsonObject) item).getString("kind")));
        return kinds;
    }

    /** By which way each message of a member's went and what became of it, oldest first. */
    private List<String> states(String member) {
        var states = new ArrayList<String>();
        try (var connection = databases.superuser();
                var statement = connection.createStatement();
                var rows = statement.executeQuery("SELECT channel || ' ' || state FROM notifications.delivery WHERE"
                        + " member_id = '" + member + "' ORDER BY id")) {
            while (rows.next()) {
                states.add(rows.getString(1));
            }
        } catch (java.sql.SQLException e) {
            throw new IllegalStateException(e);
        }
        return states;
    }
}
