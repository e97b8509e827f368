package cn.mejene.gateway;

import cn.mejene.kernel.config.ConfigException;
import cn.mejene.kernel.config.Configuration;
import cn.mejene.kernel.outbound.Region;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.regex.Pattern;

/**
 * What a production node must not be configured with: development addresses, loopback services, calls to the outside in
 * clear, demo accounts, services off the mainland. Run before anything is opened; does not look at what the services themselves are.
 */
final class ProductionChecks {
    private static final Pattern LOOPBACK = Pattern.compile(
            "(?i)(?:^|.*[/@,\\s])(?:localhost|127(?:\\.\\d+){3}|0\\.0\\.0\\.0|\\[?::1\\]?|\\[::\\])(?:[:/,].*|$)");
    private static final Pattern CLEAR = Pattern.compile("(?i)http://.*");

    private static final List<String> PLACES =
            List.of("node.region", "node.kafkaRegion", "database.region", "keys.region");

    private final Configuration configuration;

    ProductionChecks(Configuration configuration) {
        this.configuration = configuration;
    }

    /** @throws ConfigException with one line that names the first key that is wrong; never in profile {@code dev} */
    void run() {
        if (!section("node").path("profile").asText().equals("production")) {
            return;
        }
        if (!section("dev").isEmpty()) {
            throw refused("dev", "is for the dev profile only");
        }
        for (var key : List.of("database", "keys")) {
            remote(key + ".host", section(key).path("host"));
        }
        remote("node.kafka", section("node").path("kafka"));
        PLACES.forEach(place -> onMainland(place, at(place)));
        walk("modules", section("modules"));
    }

    private void walk(String key, JsonNode node) {
        if (key.endsWith(".demoStaff") || (key.endsWith(".totpSingleUse") && !node.asBoolean(true))) {
            throw refused(key, "is for the dev profile only");
        }
        if (node.isTextual() && CLEAR.matcher(node.textValue()).matches()) {
            throw refused(key, "must be an https address");
        }
        remote(key, node);
        if (key.endsWith(".region") || key.endsWith("Region")) {
            onMainland(key, node);
        }
        node.properties().forEach(entry -> walk(key + "." + entry.getKey(), entry.getValue()));
        for (int i = 0; node.isArray() && i < node.size(); i++) {
            walk(key + "[" + i + "]", node.get(i));
        }
    }

    private static void remote(String key, JsonNode value) {
        if (value.isTextual() && LOOPBACK.matcher(value.textValue()).matches()) {
            throw refused(key, "must not be a loopback address");
        }
    }

    /** Whatever says where something is, and what must say it: data of people stay on the mainland (policy VII(A)1). */
    private static void onMainland(String key, JsonNode value) {
        if (value.isMissingNode()) {
            throw refused(key, "is missing");
        }
        if (!Region.isMainland(value.asText())) {
            throw refused(key, "must be a region of the mainland");
        }
    }

    private JsonNode at(String key) {
        var names = key.split("\\.", 2);
        return section(names[0]).path(names[1]);
    }

    private JsonNode section(String name) {
        return configuration.section(name, JsonNode.class);
    }

    private static ConfigException refused(String key, String why) {
        return new ConfigException(key + " " + why + " (profile production)");
    }
}
