package cn.mejene.launcher.system;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * One operation as the published contract tells it. Immutable.
 *
 * @param roles who may call it; {@code public} for everybody
 * @param parameters with references resolved
 * @param body a body that the contract gives as an example; missing when it has none
 * @param mediaType of the body, empty without one
 */
record ContractOperation(
        String id,
        String method,
        String path,
        Set<String> roles,
        List<JsonNode> parameters,
        JsonNode body,
        String mediaType,
        boolean stepUp,
        boolean idempotent) {
    private static final Set<String> NOT_METHODS = Set.of("parameters", "summary", "description");

    /** All of a contract, by id. */
    static List<ContractOperation> all(JsonNode contract) {
        var operations = new ArrayList<ContractOperation>();
        contract.path("paths").properties().forEach(path -> path.getValue().properties().stream()
                .filter(method -> !NOT_METHODS.contains(method.getKey()))
                .forEach(method -> operations.add(of(contract, path.getKey(), path.getValue(), method.getKey()))));
        operations.sort(Comparator.comparing(ContractOperation::id));
        return operations;
    }

    private static ContractOperation of(JsonNode contract, String path, JsonNode item, String method) {
        var operation = item.path(method);
        var parameters = new ArrayList<JsonNode>();
        item.path("parameters").forEach(parameter -> parameters.add(resolved(contract, parameter)));
        operation.path("parameters").forEach(parameter -> parameters.add(resolved(contract, parameter)));
        var roles = new TreeSet<String>();
        operation.path("x-roles").forEach(role -> roles.add(role.asText()));
        var content = operation.at("/requestBody/content");
        var mediaType = content.isObject() ? content.fieldNames().next() : "";
        return new ContractOperation(
                operation.path("operationId").asText(),
                method.toUpperCase(Locale.ROOT),
                path,
                roles,
                parameters,
                content.path(mediaType).path("example"),
                mediaType,
                operation.path("x-step-up").asBoolean(),
                operation.has("x-idempotency"));
    }

    private static JsonNode resolved(JsonNode contract, JsonNode node) {
        var reference = node.path("$ref").asText();
        return reference.startsWith("#/") ? contract.at(reference.substring(1)) : node;
    }

    boolean isPublic() {
        return roles.contains("public");
    }

    /** A parameter that travels there under this name. */
    Optional<JsonNode> parameter(String in, String name) {
        return parameters.stream()
                .filter(it -> it.path("in").asText().equals(in)
                        && it.path("name").asText().equals(name))
                .findFirst();
    }

    List<String> names(String in) {
        return parameters.stream()
                .filter(it -> it.path("in").asText().equals(in))
                .map(it -> it.path("name").asText())
                .toList();
    }
}
