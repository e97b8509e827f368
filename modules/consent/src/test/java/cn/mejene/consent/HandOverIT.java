package cn.mejene.consent;

import static cn.mejene.consent.ConsentFixture.CLINIC;
import static cn.mejene.consent.ConsentFixture.OFFICER;
import static cn.mejene.consent.ConsentFixture.consent;
import static cn.mejene.consent.ConsentFixture.grant;
import static cn.mejene.consent.ConsentFixture.json;
import static cn.mejene.consent.ConsentFixture.reads;
import static cn.mejene.consent.ConsentFixture.staff;
import static cn.mejene.consent.ConsentFixture.withdraw;
import static cn.mejene.consent.TransferWalk.GENERAL;
import static cn.mejene.consent.TransferWalk.SENSITIVE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import cn.mejene.kernel.Problem;
import cn.mejene.kernel.call.Principal;
import cn.mejene.kernel.event.Event;
import cn.mejene.kernel.privacy.MemberStandings.Standing;
import cn.mejene.kernel.testing.CallTo;
import cn.mejene.kernel.testing.Clause;
import cn.mejene.kernel.testing.EmbeddedServices;
import cn.mejene.kernel.testing.FreshDatabases;
import cn.mejene.kernel.testing.TestNode;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What may be handed to others: abroad, and to third parties that nobody needs. The clock only goes forward. */
@ExtendWith(EmbeddedServices.class)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class HandOverIT {
    private static final Instant LAST_SECOND = Instant.parse("2026-12-31T15:59:59Z");
    private static final Duration LONG = Duration.ofDays(700);

    private static FreshDatabases databases;
    private static ConsentFixture fixture;
    private static TestNode node;
    private static TestNode other;

    @BeforeAll
    static void boot(@TempDir Path folder, FreshDatabases fresh) {
        databases = fresh;
        fixture = new ConsentFixture(fresh, folder);
        node = fixture.node("node-1");
        other = fixture.node("node-2");
    }

    @Test
    @Order(1)
    @Clause({"VI.6", "VII(A)2", "VII(A)3"})
    void transfer_needsAMechanismThatCoversIt_andTheConsent() {
        var officer = new TransferWalk(node, databases, "mejene-limited");
        var member = officer.consenting();
        assertThat(officer.refusal(member, GENERAL).code()).isEqualTo("mechanism-missing");
        assertThat(officer.refusal(member, "name").status()).isEqualTo(422);

        officer.mechanism("contract", Duration.ofDays(30));

        assertThat(officer.refusal(member, GENERAL, "consent.consent.active").code())
                .isEqualTo("mechanism-scope");
        assertThat(officer.refusal(ConsentFixture.member(), GENERAL).code()).isEqualTo("consent-required");
        assertThat(officer.allowed(member, GENERAL).getString("mechanismId")).startsWith("mec_");
        var listed = json(node, CallTo.operation("consent.list-transfers").by(OFFICER));
        assertThat(listed.getJsonArray("items").getJsonObject(0).getString("memberId"))
                .isEqualTo(member.id());
        fixture.standings.put(member.id(), Standing.CLOSED);
        assertThat(officer.refusal(member, GENERAL).code()).isEqualTo("account-closed");
        fixture.standings.put(member.id(), Standing.MINOR);
        assertThat(officer.refusal(member, GENERAL).code()).isEqualTo("approval-required");
        fixture.standings.remove(member.id());
        withdraw(node, member, "cross-border");
        assertThat(officer.refusal(member, GENERAL).code()).isEqualTo("consent-required");
    }

    @Test
    @Order(2)
    @Clause("VII(A)4")
    void transfer_needsAnAssessment_fromTheBoundsOn_andCountsAPersonOnce() {
        var officer = new TransferWalk(node, databases, "an-insurer");
        officer.mechanism("contract", LONG);
        var member = officer.consenting();
        assertThat(officer.allowed(member, GENERAL).getBoolean("sensitive")).isFalse();
        long counted = officer.people(2026);
        officer.allowed(member, GENERAL);
        assertThat(officer.people(2026)).isEqualTo(counted);

        officer.volume(2026, 999_998, 9_998);
        assertThat(officer.allowed(officer.consenting(), GENERAL, SENSITIVE).getBoolean("sensitive"))
                .as("the inventory says so, not who asks")
                .isTrue();
        assertThat(officer.refusal(officer.consenting(), SENSITIVE).code()).isEqualTo("transfer-threshold");
        officer.volume(2026, 999_999, 100);
        assertThat(officer.refusal(officer.consenting(), GENERAL).code()).isEqualTo("transfer-threshold");
        officer.allowed(member, GENERAL);
        var assessed = new TransferWalk(node, databases, "an-assessed-insurer");
        assessed.mechanism("assessment", LONG);
        assessed.allowed(assessed.consenting(), GENERAL);
        assertThat(officer.people(2026)).isEqualTo(1_000_000);
    }

    @Test
    @Order(3)
    @Clause("VII(A)4")
    void transfers_ofManyAtOnce_onTwoNodes_takeTheRoomThereIs_andNoMore() throws Exception {
        var officers = List.of(
                new TransferWalk(node, databases, "an-insurer"), new TransferWalk(other, databases, "an-insurer"));
        officers.getFirst().volume(2026, 50_000, 9_990);
        var people = IntStream.range(0, 48)
                .mapToObj(_ -> officers.getFirst().consenting())
                .toList();

        var outcomes = together(
                people,
                (officer, person) -> {
                    try {
                        officer.allowed(person, SENSITIVE);
                        return "allowed";
                    } catch (Problem refusal) {
                        return refusal.code();
                    }
                },
                officers);

        assertThat(outcomes).filteredOn("allowed"::equals).hasSize(9);
        assertThat(outcomes).filteredOn("transfer-threshold"::equals).hasSize(39);
        assertThat(officers.getFirst().sensitivePeople(2026)).isEqualTo(9_999);
        assertThat(officers.getFirst().people(2026)).isEqualTo(50_009);
    }

    private interface Attempt {
        String of(TransferWalk officer, Principal person);
    }

    private static List<String> together(List<Principal> people, Attempt attempt, List<TransferWalk> officers)
            throws Exception {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var tasks = IntStream.range(0, people.size())
                    .<Callable<String>>mapToObj(i -> () -> attempt.of(officers.get(i % officers.size()), people.get(i)))
                    .toList();
            return threads.invokeAll(tasks).stream().map(Future::resultNow).toList();
        }
    }

    @Test
    @Order(4)
    @Clause("VII(A)4")
    void count_beginsAnew_whenTheYearTurnsInShanghai() {
        var officer = new TransferWalk(node, databases, "an-insurer");
        var member = officer.consenting();
        var now = node.context().clock().instant();
        fixture.advance(node, Duration.between(now, LAST_SECOND.minusSeconds(20)));
        officer.volume(2026, 999_998, 100);
        officer.allowed(member, GENERAL);
        assertThat(officer.refusal(officer.consenting(), GENERAL).code()).isEqualTo("transfer-threshold");

        fixture.advance(node, Duration.ofSeconds(21));

        assertThat(officer.people(2026)).isEqualTo(999_999);
        officer.allowed(member, SENSITIVE);
        officer.allowed(officer.consenting(), GENERAL);
        assertThat(officer.people(2027)).isEqualTo(2);
        assertThat(officer.sensitivePeople(2027)).isEqualTo(1);
        assertThat(officer.people(2026)).isEqualTo(999_999);
    }

    @Test
    @Order(5)
    @Clause("II(C)1")
    void objection_stopsSharingWithWhomNobodyNeeds_andIsLogged_untilALaterConsentNamesThem() {
        var member = ConsentFixture.member();
        consent(node, member, "marketing");
        assertThat(stopped(member, "push-provider-jpush", "service-notice")).isFalse();

        node.call(CallTo.operation("consent.note-opt-out")
                .by(member)
                .body(Map.of("signal", "dnt"))
                .build());

        assertThat(stopped(member, "push-provider-jpush", "service-notice")).isTrue();
        assertThat(stopped(member, "push-provider-getui", "marketing")).isTrue();
        assertThat(stopped(member, "sms-provider", "service-notice")).isFalse();
        assertThat(fixture.log.entries())
                .filteredOn(entry -> entry.access().subject().equals(member.id()))
                .filteredOn(entry -> entry.outcome().endsWith("blocked-by-opt-out-signal"))
                .hasSize(2);
        withdraw(node, member, "marketing");
        consent(node, member, "marketing");
        assertThat(stopped(member, "push-provider-getui", "marketing")).isFalse();
        assertThat(stopped(member, "push-provider-getui", "service-notice")).isTrue();
    }

    @Test
    @Order(6)
    @Clause({"IV(A)2", "VII(A)1"})
    void officer_hearsWhoCouldSee_byWhereStaffWork_andOfRecipients_andTheLogTellsThatSheAsked() {
        var member = ConsentFixture.member();
        employ();
        consent(node, member, "clinic-records");
        grant(node, member, CLINIC, "records:read");
        var partner = DisclosureWalk.to(node, "a-lab", "partner", "CN-mainland", false);

        assertThat(whoCouldSee(member))
                .contains(
                        "clinic clinic " + CLINIC + " mainland read member-allows",
                        "clinic clinic " + CLINIC + " mainland write grant-without-scope",
                        "clinic clinic " + CLINIC + " abroad read abroad",
                        "staff support mejene-shenzhen mainland read member-allows",
                        "staff support mejene-limited mainland read abroad",
                        "staff auditor mejene-shenzhen mainland read role",
                        "recipient sms-provider read platform-purpose",
                        "recipient partner-clinics read member-allows",
                        "recipient push-provider-jpush read platform-purpose",
                        "recipient push-provider-apns read consent-missing",
                        "recipient a-lab read consent-required");

        partner.consents(member, "sharing");
        consent(node, member, "cross-border");
        assertThat(whoCouldSee(member))
                .contains("recipient a-lab read member-allows", "recipient push-provider-apns read member-allows");
        node.call(CallTo.operation("consent.note-opt-out")
                .by(member)
                .body(Map.of("signal", "dnt"))
                .build());
        assertThat(whoCouldSee(member))
                .contains(
                        "recipient a-lab read blocked-by-opt-out-signal",
                        "recipient push-provider-jpush read opt-out-signal",
                        "recipient sms-provider read platform-purpose");
        assertThat(fixture.log.entries()).anySatisfy(entry -> {
            assertThat(entry.access().subject()).isEqualTo(member.id());
            assertThat(entry.access().actor()).isEqualTo(OFFICER);
        });
    }

    private static void employ() {
        fixture.kinds.addAll(List.of(
                kind("clinic", CLINIC, CLINIC, "mainland"),
                kind("clinic", CLINIC, CLINIC, "abroad"),
                kind("support", null, "mejene-shenzhen", "mainland"),
                kind("support", null, "mejene-limited", "mainland"),
                kind("auditor", null, "mejene-shenzhen", "mainland")));
    }

    private static Map<String, String> kind(String role, @Nullable String clinic, String employer, String network) {
        var kind = new HashMap<>(Map.of("role", role, "employer", employer, "network", network));
        if (clinic != null) {
            kind.put("clinicId", clinic);
        }
        return kind;
    }

    private static List<String> whoCouldSee(Principal member) {
        var asked =
                CallTo.operation("consent.list-possible-accesses").by(OFFICER).body(Map.of("memberId", member.id()));
        return json(node, asked).getJsonArray("items").stream()
                .map(JsonObject.class::cast)
                .map(one -> Stream.of("who", "role", "employer", "network", "recipient", "action", "reason")
                        .map(one::getString)
                        .filter(Objects::nonNull)
                        .collect(Collectors.joining(" ")))
                .toList();
    }

    @Test
    @Order(7)
    @Clause("VI.6")
    void consentsOfAMinor_areAskedForAnewAt18_andStopCounting_unlessConfirmedInTime() {
        var member = ConsentFixture.member();
        var confirmed = reads(staff(CLINIC), member, CLINIC);
        consent(node, member, "clinic-records");
        consent(node, member, "cross-border");
        grant(node, member, CLINIC, "records:read");
        var partner = DisclosureWalk.to(node, "a-school", "partner", "CN-mainland", true);
        partner.consents(member, "sharing");

        node.database().run(tx -> node.context()
                .outbox()
                .append(tx, Event.of("identity.came-of-age", member.id(), Map.of("memberId", member.id()))));

        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(consents(member)).hasSize(2).allSatisfy(one -> assertThat(
                                one.getInstant("reconfirmBy"))
                        .isAfter(node.context().clock().instant().plus(Duration.ofDays(29)))));
        ConsentFixture.require(node, confirmed);
        consent(node, member, "clinic-records");
        fixture.advance(node, Duration.ofDays(24));
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(reminders(member)).isOne());
        fixture.advance(node, Duration.ofDays(7));
        ConsentFixture.require(node, confirmed);
        var officer = new TransferWalk(node, databases, "an-insurer");
        assertThat(officer.refusal(member, GENERAL).code()).isEqualTo("consent-required");
        assertThat(whoCouldSee(member)).contains("recipient a-school read consent-required");
        assertThat(consents(member))
                .filteredOn(one -> one.getBoolean("outdated", false))
                .hasSize(1);
        consent(node, member, "cross-border");
        officer.allowed(member, GENERAL);
    }

    private static long reminders(Principal member) {
        return fixture.events.stream()
                .filter(("consent.confirmation-due " + member.id())::equals)
                .count();
    }

    private static List<JsonObject> consents(Principal member) {
        return json(node, CallTo.operation("consent.list-consents").by(member)).getJsonArray("items").stream()
                .map(JsonObject.class::cast)
                .toList();
    }

    private static boolean stopped(Principal member, String recipient, String purpose) {
        var told = json(
                node,
                CallTo.operation("consent.stop-sharing")
                        .by(Principal.system("notifications"))
                        .body(Map.of("purpose", purpose, "recipients", Map.of(recipient, List.of(member.id())))));
        return told.getJsonArray("memberIds").contains(member.id());
    }
}
