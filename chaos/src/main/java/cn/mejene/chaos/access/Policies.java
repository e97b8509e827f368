package cn.mejene.chaos.access;

import cn.mejene.chaos.client.Client;
import cn.mejene.chaos.client.Request;
import cn.mejene.chaos.client.SignIn;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What an officer publishes, and the clock that makes it take effect. For one thread at a time. */
final class Policies {
    private static final Duration NOTICE = Duration.ofSeconds(20);
    private static final int CREATED = 201;
    private static final int OK = 200;

    private final Client client;

    Policies(Client client) {
        this.client = client;
    }

    /** Publishes a version and lets it take effect; answers its name. */
    String publish(List<String> types, List<String> changedPurposes, int node) {
        var officer = new SignIn(client).operator("officer", node);
        var body = Map.of(
                "texts",
                Map.of("zh-Hans", "## 一、" + types, "en", "## I. " + types),
                "effectiveAt",
                now(node).plus(NOTICE).toString(),
                "materialTypes",
                types,
                "changedPurposes",
                changedPurposes);
        var reply = client.call(
                Request.json("publish-policy", "POST", "/v1/policies", body).as(officer), node);
        if (reply.status() != CREATED) {
            throw new IllegalStateException("not published: " + reply.status() + " " + reply.code());
        }
        pass(NOTICE.plusSeconds(1), node);
        return reply.text("version");
    }

    /** Lets time pass on all nodes. */
    void pass(Duration time, int node) {
        var reply = client.call(
                Request.json("move-clock", "POST", "/dev/clock", Map.of("advance", time.toString()))
                        .streamed(),
                node);
        if (reply.status() != OK) {
            throw new IllegalStateException("the clock does not move: " + reply.status() + " " + reply.code());
        }
    }

    Instant now(int node) {
        return Instant.parse(
                client.call(Request.get("dev-clock", "/dev/clock"), node).text("now"));
    }

    /** Every version that has taken effect with its texts' digests, as a node tells them. */
    Map<String, String> all(int node) {
        var versions = new TreeMap<String, String>();
        for (var item : client.call(Request.get("list-policies", "/v1/policies"), node)
                .json()
                .path("items")) {
            var version = item.path("version").asText();
            for (var language : List.of("zh-Hans", "en")) {
                var text = client.call(
                                Request.get("get-policy", "/v1/policies/" + version + "?language=" + language), node)
                        .json();
                versions.put(
                        version + " " + language,
                        text.path("sha256").asText() + " " + text.path("text").hashCode());
            }
        }
        return versions;
    }

    boolean isMaterial(String version, int node) {
        for (var item : client.call(Request.get("list-policies", "/v1/policies"), node)
                .json()
                .path("items")) {
            if (item.path("version").asText().equals(version)) {
                return item.path("material").asBoolean();
            }
        }
        throw new IllegalStateException("no version " + version);
    }
}
