package cn.mejene.notifications;

import cn.mejene.kernel.Ids;
import cn.mejene.kernel.Problem;
import cn.mejene.kernel.call.Answer;
import cn.mejene.kernel.call.Call;
import cn.mejene.kernel.data.Sql;
import cn.mejene.kernel.data.Tx;
import cn.mejene.kernel.event.Event;
import cn.mejene.kernel.privacy.AuditAppender;
import cn.mejene.kernel.privacy.Authorizer;
import cn.mejene.kernel.privacy.MemberStandings;
import cn.mejene.kernel.testing.FreshDatabases;
import cn.mejene.kernel.testing.KeptEntries;
import cn.mejene.kernel.testing.OpenDoor;
import cn.mejene.kernel.testing.TestModule;
import cn.mejene.kernel.testing.TestNode;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.client.WebClient;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Nodes with notifications, real keys and the sandbox's providers; members, consents and log in memory. */
final class NotificationsFixture implements AutoCloseable {
    static final String ORDER_PAID = "membership.order-paid";
    static final String POLICY_CHANGED = "consent.policy-changed";

    final KeptEntries log = new KeptEntries();
    final Map<String, JsonObject> wishes = new ConcurrentHashMap<>();
    final Map<String, MemberStandings.Standing> standings = new ConcurrentHashMap<>();
    /** Who consents to what: {@code member purpose}. */
    final Set<String> consents = ConcurrentHashMap.newKeySet();

    private final FreshDatabases databases;
    private final Path folder;
    private final Vertx vertx = Vertx.vertx();
    private final WebClient client = WebClient.create(vertx);

    private record Members(List<String> memberIds, String purpose) {}

    private record Unwanted(String memberId, String nature, String channel) {}

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

    NotificationsFixture(FreshDatabases databases, Path folder) {
        this.databases = databases;
        this.folder = folder;
    }

    @Override
    public void close() {
        vertx.close().await();
    }

    /** @param settings more of the module's configuration, not indented */
    TestNode node(String id, String settings) {
        var members = new TestModule("members")
                .port(
                        Authorizer.class,
                        new OpenDoor(access -> !access.purpose().equals("marketing")
                                || consents.contains(access.subject() + " marketing")))
                .port(AuditAppender.class, log)
                .port(MemberStandings.class, new Standings(standings))
                .serving((context, operations) -> {
                    operations.internal("members.list-preferences", this::preferences);
                    operations.internal("members.open-email-addresses", this::addresses);
                    operations.internal("members.unsubscribe", this::unsubscribe);
                });
        var node = databases
                .node(id)
                .clockStart("2026-03-01T04:00:00Z")
                .module(members)
                .module("keys", "rootKey: \"" + folder.resolve("root.json") + "\"")
                .module("notifications", config() + settings);
        List.of("audit", "identity", "records", "consent", "membership")
                .forEach(name -> node.module(new TestModule(name)));
        return node.boot();
    }

    private String config() {
        return """
            publicUrl: http://127.0.0.1:1
            mail: {host: 127.0.0.1, port: %d, plain: true, user: sandbox, password: "file:%s", from: notice@mejene.cn}
            sms:
              endpoint: "%s"
              accessKeyId: sandbox
              accessKeySecret: "file:%s"
              signName: 觅臻颜
              templates: {login-code: SMS_MEJENE_LOGIN}
            """.formatted(
                        databases.ports().mail(),
                        databases.secret("smtp.secret"),
                        sandbox(),
                        databases.secret("aliyun-sms.secret"));
    }

    private String sandbox() {
        return "http://127.0.0.1:" + databases.ports().sandbox();
    }

    /** A new member with an address and the choices of who has made none. */
    String member() {
        var member = Ids.make("mem");
        wishes.put(member, wishes(false, true));
        return member;
    }

    static JsonObject wishes(boolean marketing, boolean service) {
        var all = new JsonObject();
        for (var nature : Map.of("marketing", marketing, "service", service).entrySet()) {
            var wanted = nature.getValue();
            all.put(nature.getKey(), JsonObject.of("sms", wanted, "push", wanted, "email", wanted));
        }
        return all.put("personalisation", false).put("usageAnalysis", false);
    }

    static String email(String member) {
        return member + "@example.com";
    }

    private Answer preferences(Call call) {
        var told = new HashMap<String, Object>();
        call.body(Members.class)
                .memberIds()
                .forEach(member -> told.put(
                        member, wishes.getOrDefault(member, wishes(false, true)).getMap()));
        return Answer.ok(plain(told));
    }

    private static Map<String, Object> plain(Map<String, Object> told) {
        return new JsonObject(new JsonObject(told).encode()).getMap();
    }

    private Answer addresses(Call call) {
        var wanted = call.body(Members.class);
        var addresses = new HashMap<String, String>();
        for (var member : wanted.memberIds()) {
            if (!wanted.purpose().equals("marketing") || consents.contains(member + " marketing")) {
                addresses.put(member, email(member));
            }
        }
        return Answer.ok(addresses);
    }

    private Answer unsubscribe(Call call) {
        var unwanted = call.body(Unwanted.class);
        if (!call.principal().isSystem()) {
            throw Problem.forbidden("Not in this test.");
        }
        wishes.put(unwanted.memberId(), wishes(false, unwanted.nature().equals("marketing")));
        return Answer.ok(Map.of());
    }

    /** Lets something happen to a member, as a module tells it. */
    static void happens(TestNode node, String type, String member, Map<String, String> data) {
        node.database().run(tx -> node.context().outbox().append(tx, Event.of(type, member, data)));
    }

    /** What arrived at an address, newest first. */
    List<JsonObject> arrived(String to) {
        var body = client.getAbs(sandbox() + "/sandbox/messages")
                .addQueryParam("to", to)
                .send()
                .await()
                .bodyAsJsonObject();
        var items = new ArrayList<JsonObject>();
        JsonArray all = body.getJsonArray("items");
        all.forEach(item -> items.add((JsonObject) item));
        return items;
    }

    JsonObject counts() {
        return client.getAbs(sandbox() + "/sandbox/messages/counts")
                .send()
                .await()
                .bodyAsJsonObject();
    }

    void fault(String provider, String fault, int times) {
        client.postAbs(sandbox() + "/sandbox/messages/faults")
                .sendJsonObject(JsonObject.of("provider", provider, "fault", fault, "times", times))
                .await();
    }
}
