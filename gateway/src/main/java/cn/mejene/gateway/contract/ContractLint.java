package cn.mejene.gateway.contract;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Finds what the OpenAPI meta-schema lets pass and the router could not keep: references that lead nowhere, roles that
 * do not exist, parameters that nobody declared, operations that nobody serves. Used once, on the boot thread; stops
 * at the first fault.
 */
final class ContractLint {
    private static final Set<String> ROLES =
            Set.of(Operation.PUBLIC, "member", "ward", "clinic", "support", "officer", "auditor", "admin");
    private static final Set<String> EXTENSIONS =
            Set.of("x-roles", "x-step-up", "x-stream", "x-idempotency", "x-body-limit");
    private static final Set<String> PAYLOADS = Set.of("example", "examples", "default", "const", "enum");
    private static final Set<String> SCHEMA_MAPS = Set.of("properties", "schemas", "patternProperties", "$defs");
    private static final Pattern VARIABLE = Pattern.compile("\\{([^}]*)}");

    private final MergedContract contract;
    private final SchemaLint schemas;

    ContractLint(MergedContract contract, SchemaCompiler compiler) {
        this.contract = contract;
        this.schemas = new SchemaLint(contract, compiler);
    }

    /**
     * @param served operationIds that this node knows the code of
     * @param elsewhere modules whose operations only other nodes know
     */
    void check(Set<String> served, Set<String> elsewhere) {
        checkTree("", contract.document(), false);
        Trees.fields(contract.document().at("/components/schemas"))
                .forEach(schema ->
                        schemas.check(Pointers.join("/components/schemas", schema.getKey()), schema.getValue()));
        var shapes = new HashMap<String, String>();
        Place.all(contract).forEach(place -> {
            checkOperation(place);
            checkShape(place, shapes);
        });
        checkServed(served, elsewhere);
    }

    /** References and extensions, everywhere but in examples; names of fields are no keywords. */
    private void checkTree(String pointer, JsonNode node, boolean names) {
        if (node.isArray()) {
            for (int i = 0; i < node.size(); i++) {
                checkTree(pointer + "/" + i, node.get(i), false);
            }
        }
        Trees.fields(node).forEach(field -> {
            var key = field.getKey();
            var at = Pointers.join(pointer, key);
            if (!names && key.equals("$ref")) {
                checkReference(at, field.getValue());
            }
            if (!names && key.startsWith("x-") && !isKnownExtension(pointer, key)) {
                throw contract.fault(at, "unknown extension '" + key + "'");
            }
            if (names || !PAYLOADS.contains(key)) {
                checkTree(at, field.getValue(), !names && SCHEMA_MAPS.contains(key));
            }
        });
    }

    private boolean isKnownExtension(String pointer, String key) {
        boolean onOperation = pointer.startsWith("/paths/")
                && pointer.chars().filter(c -> c == '/').count() == 3;
        return onOperation && EXTENSIONS.contains(key);
    }

    private void checkReference(String pointer, JsonNode reference) {
        if (!reference.isTextual() || contract.target(reference.textValue()).isEmpty()) {
            throw contract.fault(pointer, "the reference " + reference.asText() + " leads nowhere");
        }
    }

    private void checkOperation(Place place) {
        for (var key : new String[] {"operationId", "summary"}) {
            if (place.operation().path(key).asText().isBlank()) {
                throw place.fault("an operation needs '" + key + "'");
            }
        }
        checkRoles(place);
        checkExtensions(place);
        checkParameters(place);
        checkBody(place);
        checkResponses(place);
        checkSecurity(place);
    }

    private void checkRoles(Place place) {
        var roles = place.operation().path("x-roles");
        if (!roles.isArray() || roles.isEmpty()) {
            throw place.fault("an operation needs 'x-roles'");
        }
        Trees.texts(roles).filter(role -> !ROLES.contains(role)).findFirst().ifPresent(role -> {
            throw place.fault("/x-roles", "unknown role '" + role + "'");
        });
    }

    private void checkExtensions(Place place) {
        oneOf(place, "x-step-up", Set.of("true", "false"));
        oneOf(place, "x-stream", Set.of("request", "parts", "response"));
        oneOf(place, "x-idempotency", Set.of("optional", "required"));
        if (place.extension("x-step-up").equals("true")
                && Trees.texts(place.operation().path("x-roles")).anyMatch(Operation.PUBLIC::equals)) {
            throw place.fault("/x-step-up", "a public operation cannot need step-up");
        }
        if (place.operation().has("x-idempotency")
                && !Set.of("post", "put", "patch").contains(place.method())) {
            throw place.fault("/x-idempotency", "is for post, put and patch only");
        }
        if (streamsRequest(place) && place.body().node().isMissingNode()) {
            throw place.fault("/x-stream", "a request that is a stream needs 'requestBody'");
        }
        var limit = place.operation().path("x-body-limit");
        if (!limit.isMissingNode() && (!limit.isIntegralNumber() || limit.longValue() < 1)) {
            throw place.fault("/x-body-limit", "must be a number of bytes");
        }
    }

    private static boolean streamsRequest(Place place) {
        return Set.of("request", "parts").contains(place.extension("x-stream"));
    }

    private static void oneOf(Place place, String extension, Set<String> values) {
        if (place.operation().has(extension) && !values.contains(place.extension(extension))) {
            throw place.fault("/" + extension, "must be one of " + new TreeSet<>(values));
        }
    }

    private void checkParameters(Place place) {
        var declared = new TreeSet<String>();
        var names = new TreeSet<String>();
        place.parameters().forEach(part -> {
            new ParameterLint(contract, schemas).check(place, part);
            var in = part.node().path("in").asText();
            var name = part.node().path("name").asText();
            if (!names.add(in + " " + name)) {
                throw contract.fault(part.pointer(), "the parameter '" + name + "' is declared twice");
            }
            if (in.equals("path")) {
                declared.add(name);
            }
        });
        var used = VARIABLE.matcher(place.path()).results().map(v -> v.group(1)).collect(Collectors.toSet());
        used.stream().filter(name -> !declared.contains(name)).findFirst().ifPresent(name -> {
            throw place.fault("the path parameter '" + name + "' is not declared");
        });
        declared.stream().filter(name -> !used.contains(name)).findFirst().ifPresent(name -> {
            throw place.fault("the path has no '{" + name + "}'");
        });
    }

    private void checkBody(Place place) {
        var body = place.body();
        if (body.node().isMissingNode()) {
            return;
        }
        if (Set.of("get", "head", "delete").contains(place.method())) {
            throw place.fault("/requestBody", "a " + place.method() + " takes no body");
        }
        checkContent(body.pointer(), body.node(), true);
        if (!streamsRequest(place)) {
            Trees.fields(body.node().path("content")).forEach(content -> {
                var at = Pointers.join(body.pointer() + "/content", content.getKey());
                if (MediaTypes.isJson(content.getKey()) && !content.getValue().has("schema")) {
                    throw contract.fault(at, "a JSON body needs 'schema'");
                }
                schemas.requireClosed(at + "/schema", content.getValue().path("schema"));
            });
        }
    }

    private void checkContent(String pointer, JsonNode part, boolean needed) {
        if (needed && part.path("content").isEmpty()) {
            throw contract.fault(pointer, "needs 'content'");
        }
        Trees.fields(part.path("content")).forEach(content -> {
            var schema = content.getValue().path("schema");
            if (!schema.isMissingNode()) {
                schemas.check(Pointers.join(pointer + "/content", content.getKey()) + "/schema", schema);
            }
        });
    }

    private void checkResponses(Place place) {
        var responses = place.operation().path("responses");
        var codes = new TreeSet<String>();
        Trees.fields(responses).forEach(response -> {
            codes.add(response.getKey());
            checkContent(
                    Pointers.join(place.pointer() + "/responses", response.getKey()),
                    contract.resolve(response.getValue()),
                    false);
        });
        if (codes.stream().noneMatch(code -> code.startsWith("2") || code.startsWith("3"))) {
            throw place.fault("/responses", "an operation needs a response for success");
        }
        if (codes.stream().noneMatch(code -> code.startsWith("4") || code.startsWith("5") || code.equals("default"))) {
            throw place.fault("/responses", "an operation needs a response for errors");
        }
    }

    private void checkSecurity(Place place) {
        var schemes = contract.document().at("/components/securitySchemes");
        Trees.values(place.operation().path("security"))
                .flatMap(Trees::fields)
                .map(Map.Entry::getKey)
                .filter(name -> !schemes.has(name))
                .findFirst()
                .ifPresent(name -> {
                    throw place.fault("/security", "unknown security scheme '" + name + "'");
                });
    }

    /** Two paths that differ in the names of their parameters only would hide each other. */
    private void checkShape(Place place, Map<String, String> shapes) {
        var shape = VARIABLE.matcher(place.path()).replaceAll("{}");
        var other = shapes.putIfAbsent(shape, place.path());
        if (other != null && !other.equals(place.path())) {
            throw place.fault("the path matches the same addresses as " + other);
        }
    }

    private void checkServed(Set<String> served, Set<String> elsewhere) {
        var declared = new TreeSet<String>();
        Place.all(contract).forEach(place -> {
            declared.add(place.id());
            if (!served.contains(place.id()) && !elsewhere.contains(module(place.id()))) {
                throw place.fault("/operationId", "nobody serves " + place.id());
            }
        });
        served.stream().filter(id -> !declared.contains(id)).findFirst().ifPresent(id -> {
            throw ContractFault.at(
                    "openapi/" + module(id) + ".yaml",
                    "/paths",
                    "the operation " + id + " is served and not in the contract");
        });
    }

    private static String module(String operationId) {
        int dot = operationId.indexOf('.');
        return dot < 0 ? operationId : operationId.substring(0, dot);
    }
}
