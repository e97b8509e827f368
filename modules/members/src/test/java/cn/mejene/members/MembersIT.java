package cn.mejene.members;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import cn.mejene.kernel.Ids;
import cn.mejene.kernel.ModuleContext;
import cn.mejene.kernel.Problem;
import cn.mejene.kernel.call.Answer;
import cn.mejene.kernel.call.Call;
import cn.mejene.kernel.call.Principal;
import cn.mejene.kernel.event.Event;
import cn.mejene.kernel.privacy.AuditAppender;
import cn.mejene.kernel.privacy.AuditEntry;
import cn.mejene.kernel.privacy.Authorizer;
import cn.mejene.kernel.testing.CallTo;
import cn.mejene.kernel.testing.Clause;
import cn.mejene.kernel.testing.EmbeddedServices;
import cn.mejene.kernel.testing.FreshDatabases;
import cn.mejene.kernel.testing.KeptEntries;
import cn.mejene.kernel.testing.OpenDoor;
import cn.mejene.kernel.testing.TestModule;
import cn.mejene.kernel.testing.TestNode;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What a member tells about herself and sees of it: on PostgreSQL, with real keys. */
@ExtendWith(EmbeddedServices.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class MembersIT {
    private final Set<String> consents = ConcurrentHashMap.newKeySet();
    private final Set<String> outdated = ConcurrentHashMap.newKeySet();
    private final List<String> mailed = new CopyOnWriteArrayList<>();
    private final KeptEntries log = new KeptEntries();
    private final FreshDatabases databases;
    private final TestNode node;
    private ModuleContext consent;
    private Principal member = Principal.anonymous();

    MembersIT(@TempDir Path folder, FreshDatabases databases) {
        this.databases = databases;
        var identity = new TestModule("identity")
                .port(AuditAppender.class, log)
                .port(Authorizer.class, new OpenDoor(access -> true))
                .serving((context, operations) -> {
                    operations.internal(
                            "identity.account",
                            call -> Answer.ok(Map.of("status", "active", "phoneMasked", "139****0001")));
                    operations.internal("identity.report-birth-month", call -> Answer.noContent());
                    operations.internal("identity.send-mail-code", call -> {
                        mailed.add(new JsonObject(call.body()).getString("address"));
                        return Answer.accepted(Map.of("requestId", "crq_1", "resendAfter", 60));
                    });
                    operations.internal("identity.support-subject", this::subject);
                    operations.internal("identity.use-mail-code", call -> {
                        if (!new JsonObject(call.body()).getString("code").equals("123456")) {
                            throw Problem.unauthorized("code-invalid", "wrong");
                        }
                        return Answer.noContent();
                    });
                });
        var consentModule = new TestModule("consent").serving((context, operations) -> {
            this.consent = context;
            operations.read(
                    "consent.list-consents",
                    call -> Answer.page(consents.stream().map(this::line).toList(), null));
        });
        this.node = databases
                .node("node-1")
                .module(identity)
                .module(consentModule)
                .module("keys", "rootKey: \"" + folder.resolve("root.json") + "\"")
                .module("members", "{}")
                .boot();
    }

    private Map<String, Object> line(String purpose) {
        return Map.of("purpose", purpose, "status", "given", "outdated", outdated.contains(purpose));
    }

    @BeforeEach
    void somebodyNew() {
        consents.clear();
        member = Principal.member(Ids.make("mem"), "ses_1");
    }

    @Test
    @Clause("I(B)5")
    void emergencyContact_needsConsentAndDeclaration_andGoesForGood() {
        var contact = contact(true);
        assertThat(refused("members.put-emergency-contact", contact).code()).isEqualTo("consent-required");
        consents.add("emergency-contact");
        assertThat(refused("members.put-emergency-contact", contact(false)).status())
                .isEqualTo(422);
        assertThat(refused("members.get-emergency-contact", null).status()).isEqualTo(404);

        call("members.put-emergency-contact", contact);
        assertThat(call("members.get-emergency-contact", null)).isEqualTo(new JsonObject(contact));
        assertThat(databases.number("SELECT count(*) FROM members.emergency_contact"
                        + " WHERE encode(contact, 'escape') LIKE '%CONTACT-MARKER%'"))
                .isZero();

        call("members.delete-emergency-contact", null);
        assertThat(refused("members.get-emergency-contact", null).status()).isEqualTo(404);
        assertThat(refused("members.delete-emergency-contact", null).status()).isEqualTo(404);
    }

    @Test
    @Clause({"I(B)5", "V(C)4", "VIII.4"})
    void emergencyContact_goesWithTheConsent_andNeedsOneToThePurposeAsItIs() {
        consents.add("emergency-contact");
        call("members.put-emergency-contact", contact(true));
        outdated.add("emergency-contact");
        assertThat(refused("members.put-emergency-contact", contact(true)).code())
                .isEqualTo("consent-required");
        outdated.clear();

        node.database().run(tx -> consent.outbox()
                .append(
                        tx,
                        Event.of("consent.consent-withdrawn", member.id(), Map.of("purpose", "emergency-contact"))));

        await().untilAsserted(() -> assertThat(databases.number(
                        "SELECT count(*) FROM members.emergency_contact WHERE member_id = '" + member.id() + "'"))
                .isZero());
    }

    @Test
    void preferences_sendNoMarketing_untilItIsTurnedOn() {
        var unchosen = call("members.get-preferences", null);
        assertThat(unchosen.getJsonObject("marketing"))
                .isEqualTo(new JsonObject(Map.of("sms", false, "push", false, "email", false)));

        var chosen = unchosen.copy();
        chosen.getJsonObject("marketing").put("push", true);
        assertThat(call("members.put-preferences", new JsonObject(chosen.encode()).getMap()))
                .isEqualTo(chosen);
        assertThat(call("members.get-preferences", null)).isEqualTo(chosen);
        var told = node.call(CallTo.operation("members.preferences")
                .by(Principal.system("notifications"))
                .body(Map.of("memberId", member.id()))
                .build());
        assertThat(json(told)).isEqualTo(chosen);
        assertThat(refused("members.preferences", Map.of("memberId", member.id()))
                        .status())
                .isEqualTo(403);
    }

    @Test
    @Clause("I(F)3")
    void support_unsubscribesTheMemberWhoseCodeItHandedIn_andNobodyElse() {
        var all = Map.of("sms", true, "push", true, "email", true);
        call(
                "members.put-preferences",
                Map.of("marketing", all, "service", all, "personalisation", false, "usageAnalysis", false));

        assertThat(catchThrowableOfType(Problem.class, () -> onBehalf("svf_other", "marketing", "sms"))
                        .code())
                .isEqualTo("verification-required");
        assertThat(call("members.get-preferences", null)
                        .getJsonObject("marketing")
                        .getMap())
                .containsValue(true);
        onBehalf("svf_hers", "marketing", "sms");
        onBehalf("svf_hers", "service", "push");
        onBehalf("svf_hers", "service", "push");

        var left = call("members.get-preferences", null);
        assertThat(left.getJsonObject("marketing").getMap()).doesNotContainValue(true);
        assertThat(left.getJsonObject("service").getMap()).isEqualTo(Map.of("sms", true, "push", false, "email", true));
        assertThat(log.entries())
                .filteredOn(entry -> entry.operation().equals("members.unsubscribe-on-behalf"))
                .extracting(AuditEntry::outcome)
                .containsExactly("verification-required", "allowed", "allowed", "allowed");
    }

    private Answer subject(Call call) {
        var hers = new JsonObject(call.body()).getString("verificationId").equals("svf_hers");
        return Answer.ok(Map.of("memberId", hers ? member.id() : "mem_other"));
    }

    private void onBehalf(String verification, String nature, String channel) {
        node.call(CallTo.operation("members.unsubscribe-on-behalf")
                .by(new Principal("stf_1", Set.of("support"), "ses_2", null, "mejene-shenzhen", "mainland"))
                .path("memberId", member.id())
                .body(Map.of("verificationId", verification, "nature", nature, "channel", channel))
                .build());
    }

    @Test
    @Clause("V(A)2")
    void email_isProvedByAMailedCode_andOnlyAsLongAsItStays() {
        assertThat(refused("members.verify-email", null).code()).isEqualTo("email-missing");
        call("members.update-profile", Map.of("email", "a@example.com"));
        assertThat(call("members.get-profile", null).getBoolean("emailVerified"))
                .isFalse();
        assertThat(verifiedEmail()).isNull();

        assertThat(call("members.verify-email", null).getString("requestId")).isEqualTo("crq_1");
        assertThat(mailed).endsWith("a@example.com");
        assertThat(refused("members.verify-email", Map.of("requestId", "crq_1", "code", "654321"))
                        .code())
                .isEqualTo("code-invalid");
        call("members.verify-email", Map.of("requestId", "crq_1", "code", "123456"));
        assertThat(call("members.get-profile", null).getBoolean("emailVerified"))
                .isTrue();
        assertThat(verifiedEmail()).isEqualTo("a@example.com");

        call("members.update-profile", Map.of("name", "王小美"));
        assertThat(verifiedEmail()).isEqualTo("a@example.com");
        call("members.update-profile", Map.of("email", "b@example.com"));
        assertThat(call("members.get-profile", null).getBoolean("emailVerified"))
                .isFalse();
        assertThat(verifiedEmail()).isNull();
        call("members.update-profile", Map.of("email", "a@example.com"));
        assertThat(verifiedEmail()).isNull();
        assertThat(refused("members.verified-email", Map.of("memberId", member.id()))
                        .status())
                .isEqualTo(403);
    }

    /** Where mail goes, by both ways of asking. */
    private String verifiedEmail() {
        var asked = CallTo.operation("members.open-email-addresses")
                .by(Principal.system("notifications"))
                .body(Map.of("memberIds", List.of(member.id()), "purpose", "service-notice"));
        var one = askedEmail();
        assertThat(json(node.call(asked.build())).getString(member.id())).isEqualTo(one);
        return one;
    }

    private String askedEmail() {
        return json(node.call(CallTo.operation("members.verified-email")
                        .by(Principal.system("notifications"))
                        .body(Map.of("memberId", member.id()))
                        .build()))
                .getString("email");
    }

    @Test
    @Clause("I(A)1.c")
    void guidance_isRefused_untilNameGenderAndBirthAreThere_andAgainWhenOneGoes() {
        assertThat(refused("members.get-guidance", null).code()).isEqualTo("profile-incomplete");
        call("members.update-profile", Map.of("name", "王小美", "gender", "female", "birthMonth", "1990-05"));
        var general = call("members.get-guidance", null);
        assertThat(general.getBoolean("personalised")).isFalse();

        consents.add("personalisation");
        var preferences = call("members.get-preferences", null).put("personalisation", true);
        call("members.put-preferences", new JsonObject(preferences.encode()).getMap());
        var personal = call("members.get-guidance", null);
        assertThat(personal.getBoolean("personalised")).isTrue();
        assertThat(personal.getJsonArray("items").size())
                .isGreaterThan(general.getJsonArray("items").size());

        var erasing = new HashMap<String, Object>();
        erasing.put("gender", null);
        call("members.update-profile", erasing);
        assertThat(refused("members.get-guidance", null).code()).isEqualTo("profile-incomplete");
    }

    @Test
    @Clause({"V(A)1", "V(A)2"})
    void ownData_showsAllThatIsHeld_andNothingOfOthers() {
        call("members.update-profile", Map.of("name", "OTHERS-MARKER"));
        somebodyNew();
        consents.add("emergency-contact");
        call("members.update-profile", Map.of("name", "BEFORE-MARKER", "email", "a@example.com"));
        call("members.update-profile", Map.of("name", "NOW-MARKER"));
        call("members.put-emergency-contact", contact(true));
        var smileId = call("members.activate-smile-id", Map.of()).getString("smileId");

        var data = call("members.get-own-data", null);

        assertThat(data.getString("accessLog")).isEqualTo("/v1/me/access-log");
        assertThat(tables(data)).contains("profile", "profile_before", "emergency_contact", "smile_id");
        assertThat(data.encode())
                .contains("NOW-MARKER", "BEFORE-MARKER", "CONTACT-MARKER", smileId.replace("-", ""))
                .doesNotContain("OTHERS-MARKER");

        var erasing = new HashMap<String, Object>();
        erasing.put("email", null);
        call("members.update-profile", erasing);
        assertThat(call("members.get-own-data", null).encode())
                .contains("NOW-MARKER")
                .doesNotContain("BEFORE-MARKER", "a@example.com");
        assertThat(log.entries()).anyMatch(entry -> entry.operation().equals("members.get-own-data"));
    }

    @Test
    @Clause("V(A)1")
    void ownData_isPaged_andLeavesNothingOut() {
        for (int change = 0; change < 7; change++) {
            call("members.update-profile", Map.of("name", "NAME-" + change));
        }
        var whole = rows(call("members.get-own-data", null));
        assertThat(whole).hasSizeGreaterThanOrEqualTo(7).doesNotHaveDuplicates();

        var paged = new ArrayList<String>();
        var cursor = Optional.<String>empty();
        do {
            var asked = to("members.get-own-data", null).query("limit", "2");
            var page = json(node.call(
                    cursor.map(at -> asked.query("cursor", at)).orElse(asked).build()));
            assertThat(rows(page)).hasSizeLessThanOrEqualTo(2);
            paged.addAll(rows(page));
            cursor = Optional.ofNullable(page.getString("next"));
        } while (cursor.isPresent());

        assertThat(paged).containsExactlyInAnyOrderElementsOf(whole);
        var strange = to("members.get-own-data", null).query("cursor", "9999-").build();
        assertThat(catchThrowableOfType(Problem.class, () -> node.call(strange)).status())
                .isEqualTo(422);
    }

    /** All of these tables' data are of the category {@code general} or of a column beside it. */
    private static List<String> rows(JsonObject data) {
        return data.getJsonObject("categories").getJsonArray("general", new JsonArray()).stream()
                .map(JsonObject.class::cast)
                .flatMap(table -> table.getJsonArray("rows").stream().map(row -> table.getString("table") + row))
                .toList();
    }

    private static List<String> tables(JsonObject data) {
        var categories = data.getJsonObject("categories");
        return categories.fieldNames().stream()
                .flatMap(name -> categories.getJsonArray(name).stream())
                .map(table -> ((JsonObject) table).getString("table"))
                .toList();
    }

    private static Map<String, Object> contact(boolean declared) {
        return Map.of(
                "name", "CONTACT-MARKER",
                "phone", "+8613800138000",
                "relationship", "father",
                "thirdPartyConsentDeclared", declared);
    }

    private JsonObject call(String operation, Map<String, ?> body) {
        return json(node.call(to(operation, body).build()));
    }

    private Problem refused(String operation, Map<String, ?> body) {
        var problem = catchThrowableOfType(
                Problem.class, () -> node.call(to(operation, body).build()));
        assertThat(problem).isNotNull();
        return problem;
    }

    private CallTo to(String operation, Map<String, ?> body) {
        var call = CallTo.operation(operation).by(member);
        return body == null ? call : call.body(body);
    }

    private static JsonObject json(Answer answer) {
        return Stream.ofNullable(answer.body())
                .map(Buffer::toString)
                .map(JsonObject::new)
                .findFirst()
                .orElseGet(JsonObject::new);
    }
}
