package cn.mejene.gateway;

import cn.mejene.kernel.config.ConfigException;
import cn.mejene.kernel.config.Configuration;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.regex.Pattern;

/**
 * What a production node must not be configured with: development addresses, loopback services, calls to the outside in
 * clear, demo accounts. Run before anything is opened; does not look at what the services themselves are.
 */
final class ProductionChecks {
    private static final Pattern LOOPBACK = Pattern.compile(
            "(?i)(?:^|.*[/@,\\s])(?:localhost|127(?:\\.\\d+){3}|0\\.0\\.0\\.0|\\[?::1\\]?|\\[::\\])(?:[:/,].*|$)");
    private static final Pattern CLEAR = Pattern.compile("(?i)http://.*");

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

    private JsonNode section(String name) {
        return configuration.section(name, JsonNode.class);
    }

    private static ConfigException refused(String key, String why) {
        return new ConfigException(key + " " + why + " (profile production)");
    }
}
