package cn.mejene.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import cn.mejene.kernel.ModuleContext;
import cn.mejene.kernel.Operations;
import cn.mejene.kernel.Problem;
import cn.mejene.kernel.call.Answer;
import cn.mejene.kernel.call.MessagePort;
import cn.mejene.kernel.call.Principal;
import cn.mejene.kernel.call.Sessions;
import cn.mejene.kernel.event.Event;
import cn.mejene.kernel.privacy.AnswerSealer;
import cn.mejene.kernel.privacy.AuditAppender;
import cn.mejene.kernel.privacy.PolicyAcceptances;
import cn.mejene.kernel.privacy.Sources;
import cn.mejene.kernel.testing.CallTo;
import cn.mejene.kernel.testing.FreshDatabases;
import cn.mejene.kernel.testing.KeptEntries;
import cn.mejene.kernel.testing.PlainAnswers;
import cn.mejene.kernel.testing.TestModule;
import cn.mejene.kernel.testing.TestNode;
import cn.mejene.vault.KeyLifecycle;
import cn.mejene.vault.KeyRing;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Nodes that run identity on real databases, with the other modules' ports in memory and shared by all nodes. */
final class IdentityFixture {
    private static final String CONFIG = """
        tokens: {issuer: "https://issuer.test", audience: mejene-test}
        codes: {resend: PT0S}
        demoStaff:
          file: %s
          staff:
            - {username: anna, role: clinic, clinicId: cli_01dem000000000000000000001, employer: clinic, network: cn}
            - {username: olga, role: officer, employer: mejene-gz, network: cn}
        """;

    private final FreshDatabases databases;
    private final Path staffFile;
    private final String more;
    private final TestKeyRing keyRing = new TestKeyRing();
    private final KeptEntries entries = new KeptEntries();
    private final List<MessagePort.Message> messages = new CopyOnWriteArrayList<>();
    private final List<String> acceptances = new CopyOnWriteArrayList<>();
    private final List<String> registered = new CopyOnWriteArrayList<>();
    private final List<Event> told = new CopyOnWriteArrayList<>();
    private final Map<String, String> smileIds = new ConcurrentHashMap<>();
    private final Set<String> keyChanges = ConcurrentHashMap.newKeySet();
    private volatile Set<String> wechatScope = Set.of("openid", "unionid", "phone");
    private final AtomicInteger phones = new AtomicInteger();

    IdentityFixture(FreshDatabases databases, Path folder, String more) {
        this.databases = databases;
        this.staffFile = folder.resolve("demo-staff.json");
        this.more = more;
    }

    TestNode node(String id) {
        PolicyAcceptances policies = (tx, member, accepted) -> {
            if (!accepted.version().equals("v1")) {
                throw Problem.conflict("policy-version-outdated", "There is a newer policy.");
            }
            tx.afterCommit(() -> acceptances.add(member + " " + accepted.language() + " " + accepted.channel()));
        };
        var others = new TestModule("members")
                .port(KeyRing.class, keyRing)
                .port(AuditAppender.class, entries)
                .port(
                        KeyLifecycle.class,
                        (subject, keyClass, state) ->
                                keyChanges.add(subject + " " + keyClass.name() + " " + state.name()))
                .port(AnswerSealer.class, new PlainAnswers())
                .port(MessagePort.class, messages::add)
                .port(PolicyAcceptances.class, policies)
                .port(Sources.class, this::scope)
                .serving(this::serve);
        return databases
                .node(id)
                .module(others)
                .module("identity", CONFIG.formatted(staffFile) + more)
                .boot();
    }

    private Set<String> scope(String partner) {
        if (wechatScope.isEmpty()) {
            throw Problem.of(403, "source-not-authorised", "There is no agreement.");
        }
        return wechatScope;
    }

    /** What the agreement with WeChat lets us take from now on; nothing when there is none. */
    void wechatScope(Set<String> fields) {
        wechatScope = fields;
    }

    private void serve(ModuleContext context, Operations operations) {
        operations.on("identity.member-registered", (event, tx) -> tx.afterCommit(() -> registered.add(event.key())));
        for (var type : List.of(
                "identity.unusual-sign-in",
                "identity.phone-changed",
                "identity.number-released",
                "identity.child-discovered",
                "identity.child-erased",
                "identity.came-of-age")) {
            operations.on(type, (event, tx) -> tx.afterCommit(() -> told.add(event)));
        }
        operations.internal(
                "members.verified-email",
                call -> Answer.ok(Map.of("email", json(call.body()).getString("memberId") + "@example.com")));
        operations.internal("members.find-by-smile-id", call -> {
            var found = new HashMap<String, String>();
            found.put("memberId", smileIds.get(json(call.body()).getString("smileId")));
            return Answer.ok(found);
        });
    }

    /** A number that no other test of this fixture uses; each stands in a block of its own. */
    String newPhone() {
        int nth = phones.incrementAndGet();
        return "+86139%04d%04d".formatted(1000 + nth, 2000 + nth);
    }

    /** From now on this Smile ID is the member's. */
    void smileId(String smileId, String member) {
        smileIds.put(smileId, member);
    }

    /** What was done to class keys: whose, which, and what they are now. */
    Set<String> keyChanges() {
        return keyChanges;
    }

    /** What happened beside registrations. */
    List<Event> told() {
        return told;
    }

    Path staffFile() {
        return staffFile;
    }

    List<MessagePort.Message> messages() {
        return messages;
    }

    List<String> acceptances() {
        return acceptances;
    }

    /** Members whose registration was told by an event. */
    List<String> registered() {
        return registered;
    }

    KeptEntries entries() {
        return entries;
    }

    static JsonObject json(Answer answer) {
        return json(answer.body());
    }

    private static JsonObject json(@Nullable Buffer body) {
        assertThat(body).isNotNull();
        return new JsonObject(body);
    }

    static Problem refused(Runnable work) {
        var problem = catchThrowableOfType(Problem.class, work::run);
        assertThat(problem).isNotNull();
        return problem;
    }

    /** Asks for a code; answers the fields of a login with it. */
    Map<String, Object> code(TestNode node, String phone, String purpose) {
        var sent = json(node.call(CallTo.operation("identity.send-code")
                .body(Map.of("phone", phone, "purpose", purpose))
                .build()));
        var fields = new LinkedHashMap<String, Object>();
        fields.put("requestId", sent.getString("requestId"));
        fields.put("code", messages.getLast().values().get("code"));
        return fields;
    }

    static JsonObject signIn(TestNode node, Map<String, Object> fields) {
        return json(node.call(
                CallTo.operation("identity.create-session").body(fields).build()));
    }

    String lastCode() {
        return messages.getLast().values().get("code");
    }

    /** A whole login body with a fresh code. */
    Map<String, Object> login(TestNode node, String phone) {
        var fields = code(node, phone, "login");
        fields.put("grant", "sms");
        fields.put("phone", phone);
        fields.put("policyVersion", "v1");
        fields.put("readConfirmed", true);
        fields.put("ageBand", "adult");
        return fields;
    }

    static JsonObject refresh(TestNode node, String token) {
        return json(node.call(CallTo.operation("identity.refresh")
                .body(Map.of("refreshToken", token))
                .build()));
    }

    static JsonObject claims(String token) {
        var part = token.split("\\.", -1)[1];
        return new JsonObject(new String(Base64.getUrlDecoder().decode(part), StandardCharsets.UTF_8));
    }

    static Principal principal(TestNode node, JsonObject session) {
        return node.context()
                .port(Sessions.class)
                .principal(claims(session.getString("accessToken")).getString("sid"))
                .await();
    }
}
