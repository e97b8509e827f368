package cn.mejene.gateway.contract;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Locale;
import java.util.Set;

/** Refuses parameters that the router does not read: everything but scalars in path, query and header. */
final class ParameterLint {
    private static final Set<String> TYPES = Set.of("string", "integer", "number", "boolean");
    /** OpenAPI ignores parameters of these names; the router reads the fields itself. */
    private static final Set<String> OWN_FIELDS = Set.of("authorization", "accept", "content-type");

    private final MergedContract contract;
    private final SchemaLint schemas;

    ParameterLint(MergedContract contract, SchemaLint schemas) {
        this.contract = contract;
        this.schemas = schemas;
    }

    void check(Place place, Place.Part part) {
        var parameter = part.node();
        var in = parameter.path("in").asText();
        var name = parameter.path("name").asText();
        if (!Set.of("path", "query", "header").contains(in)) {
            throw contract.fault(part.pointer(), "the router does not read parameters in '" + in + "'");
        }
        if (in.equals("path") && !name.matches("[A-Za-z_][A-Za-z0-9_]*")) {
            throw contract.fault(part.pointer(), "the router cannot name a path parameter '" + name + "'");
        }
        if (in.equals("header") && OWN_FIELDS.contains(name.toLowerCase(Locale.ROOT))) {
            throw contract.fault(part.pointer(), "the field " + name + " is no parameter");
        }
        checkStyle(part, in.equals("query") ? "form" : "simple");
        checkType(part, contract.resolve(parameter.path("schema")));
        schemas.check(part.pointer() + "/schema", parameter.path("schema"));
        if (isIdempotencyKey(parameter) && !place.operation().has("x-idempotency")) {
            throw contract.fault(part.pointer(), "Idempotency-Key needs 'x-idempotency'");
        }
    }

    private void checkStyle(Place.Part part, String expected) {
        var style = part.node().path("style");
        if (!style.isMissingNode() && !style.asText().equals(expected)) {
            throw contract.fault(part.pointer() + "/style", "the router reads the style '" + expected + "' only here");
        }
    }

    private void checkType(Place.Part part, JsonNode schema) {
        if (!schema.isObject()) {
            throw contract.fault(part.pointer(), "a parameter needs 'schema'");
        }
        if (!schema.path("type").isTextual()) {
            throw contract.fault(part.pointer() + "/schema", "a parameter's schema needs one 'type'");
        }
        var type = schema.path("type").asText();
        if (Set.of("array", "object", "null").contains(type)) {
            throw contract.fault(
                    part.pointer() + "/schema/type", "the router reads no parameters of type '" + type + "'");
        }
        if (!TYPES.contains(type)) {
            throw contract.fault(part.pointer() + "/schema/type", "unknown type '" + type + "'");
        }
    }

    static boolean isIdempotencyKey(JsonNode parameter) {
        return parameter.path("in").asText().equals("header")
                && parameter.path("name").asText().equalsIgnoreCase("Idempotency-Key");
    }
}
