package cn.mejene.chaos.messages;

import cn.mejene.chaos.client.Client;
import cn.mejene.chaos.client.Reply;
import cn.mejene.chaos.client.Request;
import cn.mejene.chaos.client.SignIn;
import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Members who want to be told what staff announce, each with a device. Thread-safe once everybody is there. */
public final class Audience {
    private static final int AT_ONCE = 8;
    private static final ZoneId ZONE = ZoneId.of("Asia/Shanghai");
    private static final LocalTime MORNING = LocalTime.of(9, 0);
    private static final Map<String, Boolean> ALL = Map.of("sms", true, "push", true, "email", true);

    private final Client client;
    private final SignIn signIn;
    private final String staff;
    private final List<Listener> listeners = new ArrayList<>();

    /** One of them: her session and her device. */
    public record Listener(String token, String device) {
        @Override
        public String toString() {
            return "Listener[" + device + "]";
        }
    }

    public Audience(Client client) {
        this.client = client;
        this.signIn = new SignIn(client);
        awaken();
        this.staff = signIn.operator("officer", 1);
    }

    /** Moves the platform's clock to a morning, whatever time it is here: nothing of marketing leaves at night. */
    private void awaken() {
        var now = OffsetDateTime.parse(
                client.call(Request.get("dev-clock", "/dev/clock"), 1).text("now"));
        var local = now.atZoneSameInstant(ZONE);
        var morning = local.with(MORNING);
        var step = Duration.between(local, morning.isAfter(local) ? morning : morning.plusDays(1));
        var move = Request.json("move-clock", "POST", "/dev/clock", Map.of("advance", step.toString()));
        required(client.call(move.streamed(), 1), "move-clock");
    }

    /** Lets so many new members sign in, consent to marketing and opt into it. */
    public List<Listener> invite(int count) throws InterruptedException, ExecutionException {
        var policy = signIn.policyVersion(1);
        var notice = client.call(Request.get("get-purpose", "/v1/purposes/marketing"), 1)
                .json()
                .at("/notice/id")
                .asText();
        try (var threads = Executors.newFixedThreadPool(AT_ONCE)) {
            var invited = new ArrayList<Future<Listener>>();
            for (int i = 0; i < count; i++) {
                int number = listeners.size() + i;
                invited.add(threads.submit(subscribing(number, policy, notice)));
            }
            for (var one : invited) {
                listeners.add(one.get());
            }
        }
        return listeners();
    }

    public List<Listener> listeners() {
        return List.copyOf(listeners);
    }

    private Callable<Listener> subscribing(int number, String policy, String notice) {
        return () -> {
            int node = number % client.nodes() + 1;
            var token = signIn.member("+86136%08d".formatted(number), node);
            var device = "device-%06d".formatted(number);
            put(
                    "give-consent",
                    "/v1/me/consents/marketing",
                    Map.of("policyVersion", policy, "noticeId", notice),
                    token,
                    node);
            put(
                    "put-preferences",
                    "/v1/me/preferences",
                    Map.of("marketing", ALL, "service", ALL, "personalisation", false, "usageAnalysis", false),
                    token,
                    node);
            put("put-push-token", "/v1/me/push-token", Map.of("provider", "jpush", "token", device), token, node);
            return new Listener(token, device);
        };
    }

    private void put(String operation, String path, Map<String, ?> body, String token, int node) {
        required(client.call(Request.json(operation, "PUT", path, body).as(token), node), operation);
    }

    /** Begins an announcement by push; answers its id. */
    public String announce(int number) {
        var texts = Map.of(
                "zh-Hans", Map.of("title", "活动 " + number, "text", "详情请打开应用查看。"),
                "en", Map.of("title", "Activity " + number, "text", "See the app."));
        var body = Map.of("channels", List.of("push"), "texts", texts);
        var request = Request.json("begin-campaign", "POST", "/v1/campaigns", body)
                .as(staff)
                .key("\"announcement-" + number + "\"");
        return required(client.call(request, number % client.nodes() + 1), "begin-campaign")
                .text("id");
    }

    /** Whether nothing of an announcement is on its way any more. */
    public boolean isThrough(String campaign, int node) {
        var progress = client.call(
                        Request.get("get-campaign", "/v1/campaigns/" + campaign).as(staff), node)
                .json();
        var messages = progress.path("messages");
        return progress.path("spread").asBoolean() && !messages.has("queued") && !messages.has("sending");
    }

    /** She no longer wants any of it. */
    public void withdraw(Listener listener, int node) {
        required(
                client.call(
                        Request.delete("withdraw-consent", "/v1/me/consents/marketing")
                                .as(listener.token()),
                        node),
                "withdraw-consent");
    }

    /** How many messages a device has got. */
    public int arrived(Listener listener) {
        return messages(listener.device(), 1).size();
    }

    private JsonNode messages(String to, int node) {
        return client.call(Request.get("dev-messages", "/dev/messages?to=" + to), node)
                .json()
                .path("items");
    }

    private static Reply required(Reply reply, String operation) {
        if (reply.status() >= 300) {
            throw new IllegalStateException(operation + " refused: " + reply.status() + " " + reply.code());
        }
        return reply;
    }
}
