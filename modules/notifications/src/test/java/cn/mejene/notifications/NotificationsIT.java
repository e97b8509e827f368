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
import cn.mejene.kernel.call.MessagePort;
import cn.mejene.kernel.call.Principal;
import cn.mejene.kernel.privacy.MemberStandings.Standing;
import cn.mejene.kernel.testing.CallTo;
import cn.mejene.kernel.testing.Clause;
import cn.mejene.kernel.testing.EmbeddedServices;
import cn.mejene.kernel.testing.FreshDatabases;
import cn.mejene.kernel.testing.TestNode;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What leaves, by which way, what stops it, and that nothing leaves twice. */
@ExtendWith(EmbeddedServices.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class NotificationsIT {
    static final Duration SOON = Duration.ofSeconds(20);
    static final Principal SUPPORT =
            new Principal("stf_support", Set.of("support"), "ses_8", null, "mejene-shenzhen", "mainland");

    private FreshDatabases databases;
    private NotificationsFixture fixture;
    private TestNode node;
    private TestNode other;

    @BeforeAll
    void boot(@TempDir Path folder, FreshDatabases fresh) {
        databases = fresh;
        fixture = new NotificationsFixture(fresh, folder);
        node = fixture.node("node-1", "");
        other = fixture.node("node-2", "");
    }

    /** Announcements of one test are not for the members of another. */
    @BeforeEach
    void nobodyWantsMarketing() {
        fixture.wishes.replaceAll((_, _) -> wishes(false, true));
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
        assertThat(NotificationsFixture.inbox(node, member)).containsExactly("order-paid");
        assertThat(fixture.states(member)).containsExactly("email sent");
    }

    /** Nobody's preferences, night or standing hold it up, and it says nothing of the matter. */
    @Test
    @Clause({"IV(A)3", "IV(B)4"})
    void operator_isTold_whatIsOverdue() {
        happens(node, "audit.duty-escalated", "operator", Map.of());

        await().atMost(SOON).untilAsserted(() -> assertThat(fixture.arrived("officer@example.com"))
                .singleElement()
                .satisfies(mail -> assertThat(mail.getJsonObject("data").getString("subject"))
                        .isEqualTo("合规事项逾期")));
        assertThat(fixture.states("operator")).containsExactly("email sent");
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
        await().atMost(SOON).untilAsserted(() -> assertThat(fixture.states(member))
                .containsExactlyInAnyOrder("email dropped", "email sent"));
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

        await().atMost(SOON).untilAsserted(() -> assertThat(fixture.states(member))
                .containsExactlyInAnyOrder("email sent", "email dropped"));
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
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(fixture.states(member)).containsExactly("email sent"));
        long repeated = fixture.counts().getLong("repeated");

        databases.execute("UPDATE notifications.delivery SET state = 'sending', node = 'gone', incarnation = 0 WHERE"
                + " member_id = '" + member + "'");

        await().atMost(SOON)
                .untilAsserted(() -> assertThat(fixture.states(member)).containsExactly("email sent"));
        assertThat(fixture.arrived(email(member))).hasSize(1);
        assertThat(fixture.counts().getLong("repeated")).isEqualTo(repeated + 1);
    }

    @Test
    void backlog_leavesInEachMembersOrder_fromAllNodes() {
        var members = List.of(fixture.member(), fixture.member(), fixture.member());
        var kinds = Stream.of("paid", "shipped", "delivered", "refunded", "cancelled")
                .map(what -> "membership.order-" + what)
                .toList();
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
            assertThat(subjects).containsExactly("订单已支付", "订单已发货", "订单已送达", "订单已退款", "订单已取消");
        }
    }

    @Test
    @Clause({"I(F)2", "V(C)4", "III(A)4"})
    void announcement_reachesWhoWantsIt_andNobodyWhoHasWithdrawnMeanwhile() {
        var staying = new ArrayList<String>();
        var leaving = new ArrayList<String>();
        for (int i = 0; i < 30; i++) {
            staying.add(fixture.subscriber(node, "jpush"));
            leaving.add(fixture.subscriber(node, "jpush"));
        }
        fixture.fault("jpush", "error", 1_000_000);

        var campaign = fixture.announce(node, "push");
        var deliveries = "SELECT count(*) FROM notifications.delivery WHERE notice_id = '" + campaign + "'";
        await().atMost(SOON).until(() -> databases.number(deliveries) >= 60);
        for (var member : leaving) {
            if (leaving.indexOf(member) % 2 == 0) {
                fixture.consents.remove(member + " marketing");
            } else {
                fixture.wishes.put(member, wishes(false, true));
            }
        }

        // What was on its way when they withdrew has come back, refused by the service.
        await().atMost(SOON).until(() -> databases.number(deliveries + " AND state = 'sending'") == 0);
        fixture.fault("jpush", "error", 0);

        await().atMost(SOON.multipliedBy(2))
                .untilAsserted(() -> assertThat(NotificationsFixture.progress(node, campaign))
                        .isEqualTo(new JsonObject("{\"dropped\":30,\"sent\":30}")));
        for (var member : staying) {
            assertThat(fixture.arrived("device-" + member)).hasSize(1);
        }
        for (var member : leaving) {
            assertThat(fixture.arrived("device-" + member)).isEmpty();
        }
        var push = fixture.arrived("device-" + staying.getFirst()).getFirst();
        assertThat(push.getString("text")).isEqualTo("您有一条新消息，请打开应用查看。");
        assertThat(NotificationsFixture.inbox(node, staying.getFirst())).containsExactly("activity");
    }

    @Test
    @Clause("I(F)2")
    void push_goesThroughEachService_andAbroadOnlyWithConsent() {
        var there = new ArrayList<String>();
        for (var service : List.of("jpush", "getui", "apns", "fcm")) {
            var member = fixture.subscriber(node, service);
            fixture.consents.add(member + " cross-border");
            there.add(member);
        }
        var unwilling = fixture.subscriber(node, "apns");
        var gone = fixture.subscriber(node, "getui", "gone-device");
        var night = fixture.member();
        assertThat(catchThrowableOfType(Problem.class, () -> fixture.device(node, night, "nobody", "device-1"))
                        .status())
                .isEqualTo(422);

        fixture.announce(node, "push");

        for (var member : there) {
            await().atMost(SOON).untilAsserted(() -> assertThat(fixture.arrived("device-" + member))
                    .hasSize(1));
        }
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(fixture.states(gone)).containsExactly("push dropped"));
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(fixture.states(unwilling)).containsExactly("push dropped"));
        assertThat(databases.number("SELECT count(*) FROM notifications.push_token WHERE member_id = '" + gone + "'"))
                .isZero();
    }

    @Test
    @Clause({"I(F)2", "I(F)3"})
    void textMessage_goesThroughTheOtherProvider_isRaisedByItsReceipt_andEndedByAReply() {
        var member = fixture.subscriber(node, "jpush");
        fixture.fault("aliyun", "error", 1);

        fixture.announce(node, "sms");
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(fixture.states(member)).containsExactly("sms sent"));
        var text = fixture.arrived(NotificationsFixture.phone(member)).getFirst();
        assertThat(text.getString("template")).isEqualTo("2000005");
        assertThat(text.getString("text")).contains("拒收请回复R");

        var serial = fixture.words(
                        "SELECT provider_reference FROM notifications.delivery WHERE member_id = '" + member + "'")
                .getFirst();
        callback(
                "notifications.sms-receipt",
                "[{\"sid\":\"other\",\"report_status\":\"SUCCESS\"},{\"sid\":\"" + serial
                        + "\",\"report_status\":\"SUCCESS\"}]");
        assertThat(fixture.states(member)).containsExactly("sms delivered");

        callback(
                "notifications.sms-reply",
                "[{\"phone_number\":\"" + NotificationsFixture.phone(member).substring(3)
                        + "\",\"content\":\" td \"}]");
        assertThat(fixture.wishes.get(member).getJsonObject("marketing").getBoolean("push"))
                .isFalse();
        assertThat(fixture.wishes.get(member).getJsonObject("service").getBoolean("sms"))
                .isFalse();
    }

    @Test
    @Clause({"VI.6", "IV(B)2"})
    void incident_isToldByEveryWay_andToTheGuardianOfAMinor_evenAtNight() {
        var minor = fixture.subscriber(node, "jpush");
        var guardian = "+8613700009999";
        fixture.guardians.put(minor, guardian);
        fixture.standings.put(minor, Standing.MINOR);
        fixture.wishes.put(minor, wishes(false, false));
        var adult = fixture.member();
        for (var member : List.of(minor, adult)) {
            happens(
                    node,
                    "audit.incident-notice",
                    member,
                    Map.of("noticeId", Ids.make("rep"), "incidentId", Ids.make("inc")));
        }

        await().atMost(SOON).untilAsserted(() -> assertThat(fixture.states(minor))
                .containsExactlyInAnyOrder("email sent", "sms sent", "push sent", "guardian sent"));
        await().atMost(SOON).untilAsserted(() -> assertThat(fixture.states(adult))
                .containsExactlyInAnyOrder("email sent", "sms sent", "push dropped", "guardian dropped"));
        assertThat(fixture.arrived(guardian).getFirst().getString("text")).contains("您监护的未成年人", "个人信息安全事件");
        assertThat(fixture.arrived(NotificationsFixture.phone(minor)).getFirst().getString("text"))
                .contains("个人信息安全事件");
    }

    @Test
    void deadLetter_isSeenAndReplayedByStaff() {
        var member = fixture.subscriber(node, "jpush");
        fixture.fault("aliyun", "refuse", 1);
        fixture.fault("tencent", "refuse", 1);
        fixture.announce(node, "sms");
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(fixture.states(member)).containsExactly("sms dead"));

        var dead = new JsonObject(node.call(CallTo.operation("notifications.list-dead-letters")
                        .by(SUPPORT)
                        .build())
                .body());
        var letter = dead.getJsonArray("items").getJsonObject(0);
        assertThat(letter.getString("reason")).isEqualTo("LimitExceeded.PhoneNumberDailyLimit");
        assertThat(letter.encode()).doesNotContain(member);
        var replayed = node.call(CallTo.operation("notifications.replay-dead-letter")
                .by(SUPPORT)
                .path("id", letter.getString("id"))
                .build());

        assertThat(replayed.status()).isEqualTo(202);
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(fixture.states(member)).containsExactly("sms sent"));
    }

    @Test
    void code_isFast_whenItsProviderIsSilent_becauseThatIsLeftAlone() {
        var codes = node.context().port(MessagePort.class);
        fixture.fault("aliyun", "silent", 5);
        var slow = new ArrayList<Long>();
        for (int i = 0; i < 60; i++) {
            long begun = System.nanoTime();
            codes.send(new MessagePort.Message(
                    MessagePort.Channel.SMS, "login-code", "+8613712345678", Map.of("code", "000000")));
            slow.add(Duration.ofNanos(System.nanoTime() - begun).toMillis());
        }

        assertThat(slow.stream().filter(millis -> millis >= 300)).hasSizeLessThanOrEqualTo(5);
        assertThat(fixture.arrived("+8613712345678")).hasSizeGreaterThanOrEqualTo(60);
    }

    @Test
    void codeByMail_isWritten_inBothLanguages() {
        node.context()
                .port(MessagePort.class)
                .send(new MessagePort.Message(
                        MessagePort.Channel.EMAIL, "email-code", "code@example.com", Map.of("code", "424242")));

        var mail = fixture.arrived("code@example.com").getFirst();
        assertThat(mail.getString("text")).contains("验证码为424242", "Your code is 424242");
        assertThat(mail.getJsonObject("data").containsKey("list-unsubscribe")).isFalse();
    }

    private void callback(String operation, String body) {
        var answer = node.call(CallTo.operation(operation)
                .path("secret", "any-in-development")
                .raw(Buffer.buffer(body))
                .build());
        assertThat(new JsonObject(answer.body()).getInteger("code")).isZero();
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
}
