package cn.mejene.gateway.contract;

import cn.mejene.kernel.config.ConfigException;
import cn.mejene.kernel.config.Yaml;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * Merges the modules' fragments into the gateway's own document. A fragment brings {@code paths}, {@code tags} and
 * {@code components}; nothing it brings may replace what another brought. Used once, on the boot thread.
 */
final class ContractFragments {
    /** The gateway's own fragment: info, security scheme, shared components, its own operations. */
    static final String BASE = "openapi/gateway.yaml";

    private static final Set<String> PARTS = Set.of("paths", "components", "tags");

    private final ObjectNode whole = JsonNodeFactory.instance.objectNode();
    private final Map<String, String> origins = new HashMap<>();
    private final Map<String, String> operations = new HashMap<>();

    private ContractFragments() {}

    /** @param fragments YAML text by file name */
    static MergedContract merge(Map<String, String> fragments) {
        var merge = new ContractFragments();
        merge.add(BASE, own());
        fragments.forEach(merge::add);
        return new MergedContract(merge.whole, merge.origins);
    }

    private static String own() {
        try (var in = ContractFragments.class.getClassLoader().getResourceAsStream(BASE)) {
            if (in == null) {
                throw new ConfigException("the resource " + BASE + " is missing");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void add(String file, String yaml) {
        var fragment = Yaml.tree(file, yaml);
        fragment.fields().forEachRemaining(part -> {
            switch (part.getKey()) {
                case "paths" -> eachField(file, "/paths", part.getValue(), this::addPath);
                case "components" -> eachField(file, "/components", part.getValue(), this::addComponents);
                case "tags" ->
                    whole.withArray("/tags")
                            .addAll(Trees.values(part.getValue()).toList());
                default -> addHead(file, part.getKey(), part.getValue());
            }
        });
    }

    private void addHead(String file, String key, JsonNode value) {
        if (!file.equals(BASE)) {
            throw ContractFault.at(file, Pointers.join("", key), "a fragment has only " + String.join(", ", PARTS));
        }
        whole.set(key, value);
    }

    private void addPath(String file, String pointer, String path, JsonNode item) {
        var merged = whole.withObjectProperty("paths").withObjectProperty(path);
        eachField(file, pointer, item, (f, at, key, value) -> {
            if (Contract.METHODS.contains(key)) {
                addOperation(file, at, value);
            }
            put(merged, file, at, key, value);
        });
    }

    private void addOperation(String file, String pointer, JsonNode operation) {
        var id = operation.path("operationId").asText();
        var other = operations.putIfAbsent(id, file);
        if (other != null && !id.isEmpty()) {
            throw ContractFault.at(
                    file, pointer + "/operationId", "operationId " + id + " is declared twice, first in " + other);
        }
    }

    private void addComponents(String file, String pointer, String section, JsonNode components) {
        var merged = whole.withObjectProperty("components").withObjectProperty(section);
        eachField(file, pointer, components, (f, at, name, value) -> put(merged, file, at, name, value));
    }

    private void put(ObjectNode merged, String file, String pointer, String key, JsonNode value) {
        var present = merged.get(key);
        if (present != null && (pointer.startsWith("/paths/") || !present.equals(value))) {
            throw ContractFault.at(file, pointer, "is declared in " + origins.get(pointer) + " already");
        }
        merged.set(key, value);
        origins.putIfAbsent(pointer, file);
    }

    private static void eachField(String file, String pointer, JsonNode object, Entry entry) {
        if (!object.isObject()) {
            throw ContractFault.at(file, pointer, "must be an object");
        }
        object.fields()
                .forEachRemaining(field ->
                        entry.accept(file, Pointers.join(pointer, field.getKey()), field.getKey(), field.getValue()));
    }

    /** One field of a fragment and where it stands. */
    @FunctionalInterface
    private interface Entry {
        void accept(String file, String pointer, String key, JsonNode value);
    }
}
