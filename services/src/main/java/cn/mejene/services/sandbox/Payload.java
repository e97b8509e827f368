package cn.mejene.services.sandbox;

import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * Everything that one request tells a provider. Immutable.
 *
 * @param party the third party's id in the register
 * @param fields by name as the provider's protocol has it: {@code path}, {@code header.x}, {@code a.b[].c}; what stands
 *     inside a string as JSON is taken apart, too
 */
public record Payload(String party, Map<String, String> fields) {
    /** What any client sends. */
    private static final Set<String> USUAL =
            Set.of("host", "content-length", "content-type", "user-agent", "accept", "accept-encoding", "connection");

    private static final List<Route> ROUTES = List.of(
            new Route("/v3/push(/cid)?", "push-provider-jpush"),
            new Route("/v2/[^/]+/(auth|push/.*)", "push-provider-getui"),
            new Route("/3/device/.*", "push-provider-apns"),
            new Route("/fcm/token|/v1/projects/.*", "push-provider-fcm"),
            new Route("/v3/.*|/bill/.*", "wechat-pay"),
            new Route("/gateway\\.do|/alipay-bill", "alipay"),
            new Route("/std/service", "carriers"),
            new Route("/poll", "parcel-tracking"),
            new Route("/tsa", "time-stamp-authority"),
            new Route("/(sns|cgi-bin|wxa)/.*", "wechat-login"));

    private record Route(Pattern path, String party) {
        Route(String path, String party) {
            this(Pattern.compile(path), party);
        }
    }

    public Payload {
        fields = Map.copyOf(fields);
    }

    static Payload of(RoutingContext context) {
        var request = context.request();
        var fields = new TreeMap<String, String>();
        fields.put("path", request.path());
        request.headers().forEach(header -> {
            var name = header.getKey().toLowerCase(java.util.Locale.ROOT);
            if (!USUAL.contains(name) && !name.startsWith(":")) {
                fields.put("header." + name, header.getValue());
            }
        });
        context.queryParams().forEach(one -> put(fields, one.getKey(), one.getValue()));
        request.formAttributes().forEach(one -> put(fields, one.getKey(), one.getValue()));
        var body = context.body().asString();
        if (body != null && request.formAttributes().isEmpty()) {
            put(fields, "", body);
        }
        return new Payload(party(request), fields);
    }

    private static String party(HttpServerRequest request) {
        if (request.path().equals("/")) {
            return request.headers().contains("x-tc-action") ? "sms-provider-tencent" : "sms-provider";
        }
        return ROUTES.stream()
                .filter(route -> route.path().matcher(request.path()).matches())
                .map(Route::party)
                .findFirst()
                .orElse("unknown");
    }

    /** A text as it is, or its parts when it is a JSON object or array. */
    private static void put(Map<String, String> fields, String name, String text) {
        if (text.startsWith("{") || text.startsWith("[")) {
            try {
                flatten(fields, name, Json.decodeValue(text));
                return;
            } catch (DecodeException notJson) {
                // A text that begins like that.
            }
        }
        fields.merge(name, text, (one, other) -> one + "\n" + other);
    }

    private static void flatten(Map<String, String> fields, String name, Object value) {
        switch (value) {
            case JsonObject object ->
                object.forEach(member -> flatten(
                        fields, name.isEmpty() ? member.getKey() : name + "." + member.getKey(), member.getValue()));
            case JsonArray array -> array.forEach(item -> flatten(fields, name + "[]", item));
            case null -> put(fields, name, "");
            default -> put(fields, name, value.toString());
        }
    }

    /** Shows no value. */
    @Override
    public String toString() {
        return party + " " + fields.keySet();
    }
}
