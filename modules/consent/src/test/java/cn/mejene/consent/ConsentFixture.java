package cn.mejene.consent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import cn.mejene.consent.call.GuardianCheck.GuardianCode;
import cn.mejene.kernel.Ids;
import cn.mejene.kernel.ModuleContext;
import cn.mejene.kernel.Operations;
import cn.mejene.kernel.Problem;
import cn.mejene.kernel.call.Answer;
import cn.mejene.kernel.call.Call;
import cn.mejene.kernel.call.Principal;
import cn.mejene.kernel.data.Sql;
import cn.mejene.kernel.data.Tx;
import cn.mejene.kernel.privacy.Access;
import cn.mejene.kernel.privacy.Access.Action;
import cn.mejene.kernel.privacy.Access.Resource;
import cn.mejene.kernel.privacy.AuditAppender;
import cn.mejene.kernel.privacy.Authorizer;
import cn.mejene.kernel.privacy.LegalBasis;
import cn.mejene.kernel.privacy.MemberStandings;
import cn.mejene.kernel.testing.CallTo;
import cn.mejene.kernel.testing.FreshDatabases;
import cn.mejene.kernel.testing.KeptEntries;
import cn.mejene.kernel.testing.TestModule;
import cn.mejene.kernel.testing.TestNode;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** Nodes with consent and real keys; accounts, clinics and log in memory. */
final class ConsentFixture {
    static final String CLINIC = "cli_01jd3m0c11n1ca0000000000a1";
    static final String OTHER_CLINIC = "cli_01jd3m0c11n1cb0000000000b2";
    private static final String CONFIG = """
            partners:
              - {partner: %s, agreement: A, securityTest: T, validUntil: "2200-01-01T00:00:00Z"}
              - {partner: %s, agreement: A, securityTest: T, validUntil: "2200-01-01T00:00:00Z"}
            sources:
              - partner: wechat-login
                agreement: A
                legality: each time
                purposes: [authentication]
                scope: [openid, phone]
                validUntil: "2200-01-01T00:00:00Z"
            """.formatted(CLINIC, OTHER_CLINIC);
    static final Principal OFFICER =
            new Principal("stf_officer", Set.of("officer"), "ses_9", null, "mejene-shenzhen", "mainland");
    static final Principal SUPPORT =
            new Principal("stf_support", Set.of("support"), "ses_8", null, "mejene-shenzhen", "mainland");

    final KeptEntries log = new KeptEntries();
    final Map<String, MemberStandings.Standing> standings = new ConcurrentHashMap<>();
    final List<String> events = new CopyOnWriteArrayList<>();
    /** Whose code was handed in under which verification. */
    final Map<String, String> verified = new ConcurrentHashMap<>();
    /** The kinds of staff there are, by the names that {@code identity} gives their parts. */
    final List<Map<String, String>> kinds = new CopyOnWriteArrayList<>();
    /** Members for whom a guardian decides, by the code {@code guardians}. */
    final Set<String> wards = ConcurrentHashMap.newKeySet();

    /** What {@code members} was told of whom, by field. */
    private final Map<String, Map<String, String>> profiles = new ConcurrentHashMap<>();

    private final FreshDatabases databases;
    private final Path folder;

    private record SmileId(String smileId) {}

    private record Told(String memberId, Map<String, String> fields) {}

    /** Accounts in memory, adults unless said otherwise. */
    private record Standings(Map<String, Standing> known) implements MemberStandings {
        @Override
        public Standing of(Sql sql, String member) {
            return known.getOrDefault(member, Standing.ADULT);
        }

        @Override
        public Standing locked(Tx tx, String member) {
            return of(tx, member);
        }
    }

    private record Clinic(String id) {}

    private record Wanted(String clinicId) {}

    private record Presented(String verificationId) {}

    private record Subject(@Nullable String memberId) {}

    ConsentFixture(FreshDatabases databases, Path folder) {
        this.databases = databases;
        this.folder = folder;
    }

    TestNode node(String id) {
        var others = new TestModule("records")
                .port(AuditAppender.class, log)
                .port(MemberStandings.class, new Standings(standings))
                .serving((context, operations) -> {
                    operations.internal(
                            "records.find-clinic",
                            call -> Answer.ok(new Clinic(call.body(Wanted.class).clinicId())));
                    for (var type : List.of(
                            "consent.consent-withdrawn",
                            "consent.policy-changed",
                            "consent.data-disclosed",
                            "consent.confirmation-due")) {
                        operations.on(type, (event, tx) -> tx.afterCommit(() -> events.add(type + " " + event.key())));
                    }
                });
        var identity = new TestModule("identity").serving((context, operations) -> {
            operations.internal("identity.support-subject", this::subject);
            operations.internal("identity.require-guardian", this::guardian);
            operations.internal("identity.list-staff-kinds", call -> Answer.ok(Map.of("kinds", kinds)));
        });
        return databases
                .node(id)
                .module(identity)
                .clockStart("2026-03-02T02:00:00Z")
                .module(others)
                .module(new TestModule("members").serving(this::serveMembers))
                .module("keys", "rootKey: \"" + folder.resolve("root.json") + "\"")
                .module("consent", CONFIG)
                .boot();
    }

    /** A Smile ID here is the member's own id. */
    private void serveMembers(ModuleContext context, Operations operations) {
        operations.internal(
                "members.find-by-smile-id",
                call -> Answer.ok(Map.of("memberId", call.body(SmileId.class).smileId())));
        operations.internal("members.take-in", call -> {
            var told = call.body(Told.class);
            profiles.computeIfAbsent(told.memberId(), _ -> new ConcurrentHashMap<>())
                    .putAll(told.fields());
            return Answer.noContent();
        });
        operations.internal("members.update-profile", call -> {
            var change = new JsonObject(call.body()).getMap();
            change.forEach(
                    (field, value) -> profiles.computeIfAbsent(call.principal().id(), _ -> new ConcurrentHashMap<>())
                            .put(field, (String) value));
            return Answer.noContent();
        });
    }

    /** What is known of a member. */
    Map<String, String> profile(Principal member) {
        return profiles.getOrDefault(member.id(), Map.of());
    }

    /** Moves the clock, which runs the jobs that become due. */
    void advance(TestNode node, Duration time) {
        node.kernel().developmentClock().advance(time);
    }

    private Answer guardian(Call call) {
        boolean decides = !wards.contains(call.principal().id())
                || "guardians".equals(call.body(GuardianCode.class).code());
        if (!decides) {
            throw Problem.of(403, "guardian-code-required", "Her guardian decides.");
        }
        return Answer.noContent();
    }

    private Answer subject(Call call) {
        return Answer.ok(new Subject(verified.get(call.body(Presented.class).verificationId())));
    }

    static Principal member() {
        return Principal.member(Ids.make("mem"), "ses_1");
    }

    static Principal staff(String clinic) {
        return new Principal("stf_1", Set.of("clinic"), "ses_2", clinic, "clinic-a", "mainland");
    }

    static Access reads(Principal staff, Principal member, String ofClinic) {
        var record = new Resource("record", "rec_1", ofClinic);
        return new Access(staff, member.id(), Action.READ, record, "treatment", LegalBasis.CONSENT, "0".repeat(32));
    }

    static JsonObject json(TestNode node, CallTo call) {
        var body = node.call(call.build()).body();
        assertThat(body).isNotNull();
        return new JsonObject(body);
    }

    static JsonObject consent(TestNode node, Principal member, String purpose) {
        var notice = json(node, CallTo.operation("consent.get-purpose").path("id", purpose))
                .getJsonObject("notice")
                .getString("id");
        var version = json(node, CallTo.operation("consent.list-policies"))
                .getJsonArray("items")
                .getJsonObject(0)
                .getString("version");
        return json(
                node,
                CallTo.operation("consent.give-consent")
                        .by(member)
                        .path("purpose", purpose)
                        .body(Map.of("policyVersion", version, "noticeId", notice)));
    }

    static void withdraw(TestNode node, Principal member, String purpose) {
        node.call(CallTo.operation("consent.withdraw-consent")
                .by(member)
                .path("purpose", purpose)
                .build());
    }

    static String grant(TestNode node, Principal member, String clinic, String... scopes) {
        return json(
                        node,
                        CallTo.operation("consent.give-grant")
                                .by(member)
                                .body(Map.of("clinicId", clinic, "scopes", List.of(scopes))))
                .getString("id");
    }

    /** Decides alone, and together with the same access to somebody who never decided on anything. */
    static void require(TestNode node, Access access) {
        var authorizer = node.context().port(Authorizer.class);
        var strange = new Access(
                access.actor(),
                Ids.make("mem"),
                access.action(),
                access.resource(),
                access.purpose(),
                access.basis(),
                access.trace());
        var together = authorizer.refusals(List.of(access, strange), node.database());
        assertThat(code(together.get(strange))).isEqualTo(code(refusal(node, strange)));
        var alone = refusal(node, access);
        assertThat(code(together.get(access))).isEqualTo(code(alone));
        if (alone != null) {
            throw alone;
        }
    }

    private static @Nullable Problem refusal(TestNode node, Access access) {
        return catchThrowableOfType(
                Problem.class, () -> node.context().port(Authorizer.class).require(access, node.database()));
    }

    private static @Nullable String code(@Nullable Problem problem) {
        return problem == null ? null : problem.code();
    }

    static Problem refused(Runnable work) {
        var problem = catchThrowableOfType(Problem.class, work::run);
        assertThat(problem).isNotNull();
        return problem;
    }

    static Call call(CallTo call) {
        return call.build();
    }
}
