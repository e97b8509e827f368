package cn.mejene.notifications;

import static org.awaitility.Awaitility.await;

import cn.mejene.kernel.Ids;
import cn.mejene.kernel.Problem;
import cn.mejene.kernel.call.Answer;
import cn.mejene.kernel.call.Call;
import cn.mejene.kernel.call.Principal;
import cn.mejene.kernel.data.Sql;
import cn.mejene.kernel.data.Tx;
import cn.mejene.kernel.event.Event;
import cn.mejene.kernel.privacy.AuditAppender;
import cn.mejene.kernel.privacy.Authorizer;
import cn.mejene.kernel.privacy.MemberStandings;
import cn.mejene.kernel.testing.CallTo;
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
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Nodes with notifications, real keys and the sandbox's providers; members, consents and log in memory. */
final class NotificationsFixture implements AutoCloseable {
    static final String UNUSUAL_SIGN_IN = "identity.unusual-sign-in";
    static final String ORDER_PAID = "membership.order-paid";
    static final String POLICY_CHANGED = "consent.policy-changed";

    final KeptEntries log = new KeptEntries();
    final Map<String, JsonObject> wishes = new ConcurrentHashMap<>();
    final Map<String, MemberStandings.Standing> standings = new ConcurrentHashMap<>();
    /** The numbers of guardians, by their wards. */
    final Map<String, String> guardians = new ConcurrentHashMap<>();
    /** Who objects to what neither contract nor law needs. */
    final Set<String> objecting = ConcurrentHashMap.newKeySet();
    /** Who consents to what: {@code member purpose}. */
    final Set<String> consents = ConcurrentHashMap.newKeySet();

    /** More of the configuration of text messages, in lines that are indented by two. */
    String sms = "";

    private final FreshDatabases databases;
    private final Path folder;
    private final Vertx vertx = Vertx.vertx();
    private final WebClient client = WebClient.create(vertx);

    private record Members(List<String> memberIds, String purpose) {}

    private record Replied(String phone) {}

    private record Transfer(String memberId, String recipient, List<String> fields) {}

    private record Sharing(String purpose, Map<String, List<String>> recipients) {}

    private record Audience(Map<String, Boolean> channels, String after, int limit) {}

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
                    operations.internal("members.list-audience", this::audience);
                });
        var identity = new TestModule("identity").serving((context, operations) -> {
            operations.internal("identity.open-phone-numbers", call -> opened(call, NotificationsFixture::phone));
            operations.internal("identity.find-by-phone", this::find);
            operations.internal("identity.open-guardian-numbers", this::guardians);
        });
        var consent = new TestModule("consent").serving((context, operations) -> {
            operations.internal("consent.allow-transfer", this::allow);
            operations.internal("consent.stop-sharing", this::stopSharing);
        });
        var node = databases
                .node(id)
                .clockStart("2026-03-01T04:00:00Z")
                .module(members)
                .module(identity)
                .module(consent)
                .module("keys", "rootKey: \"" + folder.resolve("root.json") + "\"")
                .module("notifications", config() + settings);
        List.of("audit", "records", "membership").forEach(name -> node.module(new TestModule(name)));
        return node.boot();
    }

    private String config() {
        return """
            publicUrl: http://127.0.0.1:1
            alerts: officer@example.com
            mail: {host: 127.0.0.1, port: %d, plain: true, user: sandbox, password: "file:%s", from: notice@mejene.cn}
            sms:
            %5$s  aliyun:
                endpoint: "%3$s"
                accessKeyId: sandbox
                accessKeySecret: "file:%4$s/aliyun-sms.secret"
                signName: 觅臻颜
                templates: {login-code: SMS_MEJENE_LOGIN, activity: SMS_MEJENE_ACTIVITY, guardian-notice: SMS_MEJENE_GUARDIAN_NOTICE}
                timeout: PT0.3S
              tencent:
                endpoint: "%3$s"
                region: ap-guangzhou
                secretId: sandbox
                secretKey: "file:%4$s/tencent-sms.secret"
                sdkAppId: "1400000000"
                signName: 觅臻颜
                templates: {login-code: "2000001", activity: "2000005", incident-notice: "2000008"}
            push:
              jpush: {endpoint: "%3$s", appKey: sandbox, masterSecret: "file:%4$s/jpush.secret"}
              getui: {endpoint: "%3$s", appId: sandbox, appKey: sandbox, masterSecret: "file:%4$s/getui.secret"}
              apns: {endpoint: "%3$s", teamId: T, keyId: K, key: "file:%4$s/apns.key", topic: cn.mejene.app}
              fcm:
                {endpoint: "%3$s", tokenEndpoint: "%3$s/fcm/token", project: mejene, account: a@b, key: "file:%4$s/fcm.key"}
            """.formatted(
                databases.ports().mail(), databases.secret("smtp.secret"), sandbox(), databases.secret("."), sms);
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

    /** A member who consents to marketing and wants it everywhere, with a device. */
    String subscriber(TestNode node, String service) {
        return subscriber(node, service, null);
    }

    String subscriber(TestNode node, String service, @Nullable String token) {
        var member = member();
        wishes.put(member, wishes(true, true));
        consents.add(member + " marketing");
        device(node, member, service, token == null ? "device-" + member : token);
        return member;
    }

    void device(TestNode node, String member, String service, String token) {
        node.call(CallTo.operation("notifications.put-push-token")
                .by(Principal.member(member, "ses_1"))
                .body(Map.of("provider", service, "token", token))
                .build());
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

    static String phone(String member) {
        return "+86139%08d".formatted(Math.floorMod(member.hashCode(), 100_000_000));
    }

    private Answer find(Call call) {
        var phone = call.body(Replied.class).phone();
        return Answer.ok(wishes.keySet().stream()
                .filter(member -> phone(member).equals(phone))
                .findFirst()
                .map(member -> Map.of("memberId", member))
                .orElse(Map.of()));
    }

    private Answer guardians(Call call) {
        var numbers = new HashMap<>(guardians);
        numbers.keySet().retainAll(call.body(Members.class).memberIds());
        return Answer.ok(numbers);
    }

    private Answer allow(Call call) {
        if (!consents.contains(call.body(Transfer.class).memberId() + " cross-border")) {
            throw Problem.forbidden("No consent in this test.");
        }
        return Answer.created(Map.of());
    }

    /** Push services are the only ones asked about. */
    private Answer stopSharing(Call call) {
        var members = call.body(Sharing.class).recipients().values().stream()
                .flatMap(List::stream)
                .filter(objecting::contains)
                .toList();
        return Answer.ok(Map.of("memberIds", members));
    }

    private Answer audience(Call call) {
        var after = call.body(Audience.class).after();
        var found = wishes.entrySet().stream()
                .filter(one -> one.getValue().getJsonObject("marketing").getBoolean("push"))
                .map(Map.Entry::getKey)
                .filter(member -> member.compareTo(after) > 0)
                .sorted()
                .toList();
        return Answer.page(found, null);
    }

    private Answer addresses(Call call) {
        return opened(call, NotificationsFixture::email);
    }

    private Answer opened(Call call, UnaryOperator<String> address) {
        var wanted = call.body(Members.class);
        var addresses = new HashMap<String, String>();
        for (var member : wanted.memberIds()) {
            if (!wanted.purpose().equals("marketing") || consents.contains(member + " marketing")) {
                addresses.put(member, address.apply(member));
            }
        }
        return Answer.ok(addresses);
    }

    private Answer unsubscribe(Call call) {
        var unwanted = call.body(Unwanted.class);
        if (!call.principal().isSystem()) {
            throw Problem.forbidden("Not in this test.");
        }
        var after = wishes.get(unwanted.memberId()).copy();
        after.put(unwanted.nature(), wishes(false, false).getJsonObject("service"));
        wishes.put(unwanted.memberId(), after);
        return Answer.ok(Map.of());
    }

    /** Lets something happen to a member, as a module tells it. */
    static void happens(TestNode node, String type, String member, Map<String, String> data) {
        node.database().run(tx -> node.context().outbox().append(tx, Event.of(type, member, data)));
    }

    /** Announces something as staff; answers the campaign once it is queued for everybody. */
    String announce(TestNode node, String channel) {
        var chinese = Map.of("title", "口腔健康周", "text", "本周到店可领取护牙礼包。");
        var english = Map.of("title", "Oral health week", "text", "Pick up a care package this week.");
        var answer = node.call(CallTo.operation("notifications.begin-campaign")
                .by(NotificationsIT.SUPPORT)
                .body(Map.of("channels", List.of(channel), "texts", Map.of("zh-Hans", chinese, "en", english)))
                .build());
        var id = new JsonObject(answer.body()).getString("id");
        await().atMost(NotificationsIT.SOON)
                .until(() -> databases.number(
                                "SELECT count(*) FROM notifications.campaign WHERE spread_at IS NOT NULL AND id = '"
                                        + id + "'")
                        == 1);
        return id;
    }

    static JsonObject progress(TestNode node, String campaign) {
        var answer = node.call(CallTo.operation("notifications.get-campaign")
                .by(NotificationsIT.SUPPORT)
                .path("id", campaign)
                .build());
        return new JsonObject(answer.body()).getJsonObject("messages");
    }

    /** The kinds of what stands in her inbox. */
    static List<String> inbox(TestNode node, String member) {
        var body = node.call(CallTo.operation("notifications.list-inbox")
                        .by(Principal.member(member, "ses_1"))
                        .build())
                .body();
        var kinds = new ArrayList<String>();
        new JsonObject(body).getJsonArray("items").forEach(item -> kinds.add(((JsonObject) item).getString("kind")));
        return kinds;
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

    /** By which way each message of a member's went and what became of it, oldest first. */
    List<String> states(String member) {
        return words("SELECT channel || ' ' || state FROM notifications.delivery WHERE member_id = '" + member
                + "' ORDER BY id");
    }

    /** By which way each message of a member's waits, and what for. */
    List<String> waiting(String member) {
        return words(
                "SELECT channel || ' ' || reason FROM notifications.delivery WHERE state = 'queued' AND member_id = '"
                        + member + "' ORDER BY id");
    }

    List<String> words(String sql) {
        var words = new ArrayList<String>();
        try (var connection = databases.superuser();
                var statement = connection.createStatement();
                var rows = statement.executeQuery(sql)) {
            while (rows.next()) {
                words.add(rows.getString(1));
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        return words;
    }
}
