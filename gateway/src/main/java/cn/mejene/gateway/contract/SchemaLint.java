package cn.mejene.gateway.contract;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Finds faults in the contract's schemas that would otherwise be ignored silently: unknown keywords, misspelt types,
 * broken expressions, bodies that let unknown fields through. Used once, on the boot thread; stops at the first fault.
 */
final class SchemaLint {
    private static final Set<String> ONE = Set.of(
            "items",
            "additionalProperties",
            "unevaluatedProperties",
            "unevaluatedItems",
            "not",
            "if",
            "then",
            "else",
            "contains",
            "propertyNames");
    private static final Set<String> LIST = Set.of("allOf", "anyOf", "oneOf", "prefixItems");
    private static final Set<String> NAMED = Set.of("properties", "patternProperties", "$defs", "dependentSchemas");
    private static final Set<String> REFUSED =
            Set.of("$id", "$schema", "$anchor", "$dynamicRef", "$dynamicAnchor", "$vocabulary", "components");

    private final MergedContract contract;
    private final SchemaCompiler compiler;

    SchemaLint(MergedContract contract, SchemaCompiler compiler) {
        this.contract = contract;
        this.compiler = compiler;
    }

    /** Checks one schema where it stands, with everything inside it, and compiles it once. */
    void check(String pointer, JsonNode schema) {
        eachInside(pointer, schema, this::checkKeywords);
        compiler.metaSchema().validate(schema).stream().findFirst().ifPresent(fault -> {
            throw contract.fault(pointer + fault.getInstanceLocation(), fault.getError());
        });
        try {
            compiler.compile(schema);
        } catch (IllegalArgumentException e) {
            throw contract.fault(pointer, String.valueOf(e.getMessage()));
        }
    }

    private void checkKeywords(String pointer, JsonNode schema) {
        schema.fieldNames().forEachRemaining(keyword -> {
            if (REFUSED.contains(keyword) || !compiler.keywords().contains(keyword)) {
                throw contract.fault(Pointers.join(pointer, keyword), "unknown schema keyword '" + keyword + "'");
            }
        });
        if (schema.path("pattern").isTextual()) {
            checkExpression(pointer + "/pattern", schema.path("pattern").textValue());
        }
        schema.path("patternProperties")
                .fieldNames()
                .forEachRemaining(key -> checkExpression(Pointers.join(pointer + "/patternProperties", key), key));
    }

    private void checkExpression(String pointer, String expression) {
        try {
            Pattern.compile(expression);
        } catch (PatternSyntaxException e) {
            throw contract.fault(pointer, "broken regular expression: " + e.getDescription());
        }
    }

    /** Every object of a request body refuses fields that it does not list. */
    void requireClosed(String pointer, JsonNode schema) {
        requireClosed(pointer, schema, false, new HashSet<>());
    }

    private void requireClosed(String pointer, JsonNode schema, boolean closedOutside, Set<String> seen) {
        var reference = schema.path("$ref");
        if (reference.isTextual()) {
            var target = reference.textValue();
            if (seen.add(target + closedOutside)) {
                contract.target(target).ifPresent(to -> requireClosed(target.substring(1), to, closedOutside, seen));
            }
        }
        boolean closed = isClosed(schema);
        if (!closed && !closedOutside && isObject(schema)) {
            throw contract.fault(pointer, "a request body's object needs additionalProperties: false");
        }
        children(pointer, schema)
                .forEach(child -> requireClosed(
                        child.pointer(), child.schema(), child.inPlace() && (closed || closedOutside), seen));
    }

    private static boolean isObject(JsonNode schema) {
        var type = schema.path("type");
        return schema.has("properties")
                || type.asText().equals("object")
                || Trees.values(type).anyMatch(t -> t.asText().equals("object"));
    }

    private static boolean isClosed(JsonNode schema) {
        return closes(schema.path("additionalProperties")) || closes(schema.path("unevaluatedProperties"));
    }

    /** A schema there says what every other field must look like: a map, not an open object. */
    private static boolean closes(JsonNode rest) {
        return rest.isBoolean() ? !rest.booleanValue() : rest.isObject() && !rest.isEmpty();
    }

    private static void eachInside(String pointer, JsonNode schema, Visitor visitor) {
        visitor.visit(pointer, schema);
        children(pointer, schema).forEach(child -> eachInside(child.pointer(), child.schema(), visitor));
    }

    private static List<Child> children(String pointer, JsonNode schema) {
        return Trees.fields(schema)
                .flatMap(field -> {
                    var at = Pointers.join(pointer, field.getKey());
                    if (ONE.contains(field.getKey())) {
                        boolean inPlace = Set.of("if", "then", "else", "not").contains(field.getKey());
                        return Stream.of(new Child(at, field.getValue(), inPlace));
                    }
                    return NAMED.contains(field.getKey()) || LIST.contains(field.getKey())
                            ? members(at, field.getValue(), !NAMED.contains(field.getKey()))
                            : Stream.of();
                })
                .filter(child -> child.schema().isObject())
                .toList();
    }

    private static Stream<Child> members(String pointer, JsonNode container, boolean inPlace) {
        if (container.isArray()) {
            return IntStream.range(0, container.size())
                    .mapToObj(i -> new Child(pointer + "/" + i, container.get(i), inPlace));
        }
        return Trees.fields(container).map(f -> new Child(Pointers.join(pointer, f.getKey()), f.getValue(), inPlace));
    }

    /**
     * A schema inside another.
     *
     * @param inPlace whether it describes the same value as the outer one
     */
    private record Child(String pointer, JsonNode schema, boolean inPlace) {}

    /** Looks at one schema. */
    @FunctionalInterface
    private interface Visitor {
        void visit(String pointer, JsonNode schema);
    }
}
