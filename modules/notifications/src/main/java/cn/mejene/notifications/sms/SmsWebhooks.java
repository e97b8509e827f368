package cn.mejene.notifications.sms;

import cn.mejene.kernel.Json;
import cn.mejene.kernel.Problem;
import cn.mejene.kernel.call.Answer;
import cn.mejene.kernel.call.Call;
import cn.mejene.kernel.config.Secret;
import cn.mejene.notifications.delivery.Deliveries;
import cn.mejene.notifications.delivery.PlatformCalls;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What providers of text messages tell: receipts, which only raise the state of a message that we issued, and replies,
 * of which those that say "no more" are heeded (policy I(F)3). Neither is signed, so the address has a secret in it and
 * only the providers' networks may call it, and nothing that is told here can do more than that. Stateless.
 */
public final class SmsWebhooks {
    private static final Set<String> NO_MORE = Set.of("TD", "T", "R", "N", "退订", "STOP", "UNSUBSCRIBE", "QX", "取消");
    private static final int MOST = 500;

    private static final Logger LOG = LoggerFactory.getLogger(SmsWebhooks.class);

    private final @Nullable Secret token;
    private final AddressRanges from;
    private final boolean development;
    private final Deliveries deliveries;
    private final PlatformCalls calls;

    private record Replied(String phone) {}

    private record Found(@Nullable String memberId) {}

    private record Unwanted(String memberId, String nature, String channel) {}

    /** @param development whether what is not configured, secret or networks, is not asked for */
    public SmsWebhooks(SmsConfig config, boolean development, Deliveries deliveries, PlatformCalls calls) {
        this.token = config.callbackToken();
        this.from = config.ranges();
        this.development = development;
        this.deliveries = deliveries;
        this.calls = calls;
    }

    /** Receipts of Alibaba Cloud's ({@code SmsReport}) or Tencent Cloud's; answered as both want it. */
    public Answer receipts(Call call) {
        requireProvider(call);
        for (var receipt : items(call)) {
            boolean aliyun = receipt.has("biz_id");
            boolean delivered = aliyun
                    ? receipt.path("success").asBoolean()
                    : receipt.path("report_status").asText().equals("SUCCESS");
            if (delivered) {
                deliveries.delivered(
                        aliyun ? "aliyun" : "tencent",
                        receipt.path(aliyun ? "biz_id" : "sid").asText());
            }
        }
        return accepted();
    }

    /** Replies of Alibaba Cloud's ({@code SmsUp}) or Tencent Cloud's; of an unknown number's nothing follows. */
    public Answer replies(Call call) {
        requireProvider(call);
        for (var reply : items(call)) {
            var text = first(reply, "content", "text").strip().toUpperCase(Locale.ROOT);
            if (NO_MORE.contains(text)) {
                end(first(reply, "phone_number", "mobile", "phone", "from"));
            }
        }
        return accepted();
    }

    private void end(String number) {
        try {
            var member = calls.ask("identity.find-by-phone", new Replied(e164(number)))
                    .body(Found.class)
                    .memberId();
            if (member != null) {
                calls.ask("members.unsubscribe", new Unwanted(member, "marketing", "sms"));
                calls.ask("members.unsubscribe", new Unwanted(member, "service", "sms"));
            }
        } catch (Problem unreadable) {
            if (unreadable.status() >= 500) {
                throw unreadable;
            }
        }
    }

    /** Providers leave out the plus, and the country code of mainland numbers. */
    private static String e164(String number) {
        if (number.startsWith("+")) {
            return number;
        }
        return number.length() == 11 && number.startsWith("1") ? "+86" + number : "+" + number;
    }

    private void requireProvider(Call call) {
        if (!isSecretRight(call.path("secret"))) {
            throw refused(call, "secret");
        }
        if (!(from.isEmpty() ? development : from.contain(call.client()))) {
            throw refused(call, "address");
        }
    }

    private boolean isSecretRight(String given) {
        return token == null
                ? development
                : MessageDigest.isEqual(
                        token.value().getBytes(StandardCharsets.UTF_8), given.getBytes(StandardCharsets.UTF_8));
    }

    private static Problem refused(Call call, String reason) {
        LOG.atInfo()
                .addKeyValue("operation", call.operation())
                .addKeyValue("reason", reason)
                .log("callback refused");
        return Problem.notFound("webhook");
    }

    private static List<JsonNode> items(Call call) {
        var body = call.body();
        try {
            var tree = Json.mapper().readTree(body == null ? new byte[0] : body.getBytes());
            var items = new ArrayList<JsonNode>();
            if (tree.isArray()) {
                tree.forEach(items::add);
            } else if (tree.isObject()) {
                items.add(tree);
            }
            return items.subList(0, Math.min(MOST, items.size()));
        } catch (IOException malformed) {
            throw Problem.of(400, "malformed-json", "The body is not valid JSON.");
        }
    }

    private static String first(JsonNode node, String... names) {
        return Stream.of(names)
                .map(name -> node.path(name).asText())
                .filter(text -> !text.isEmpty())
                .findFirst()
                .orElse("");
    }

    /** Aliyun looks for a numeric {@code code}, Tencent for {@code result}. */
    private static Answer accepted() {
        return Answer.ok(Map.of("code", 0, "msg", "成功", "result", 0, "errmsg", "OK"));
    }
}
