package cn.mejene.gateway.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cn.mejene.kernel.config.ConfigException;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ContractTest {
    private static final String GOOD = """
            paths:
              /v1/things/{id}:
                post:
                  operationId: thing.change
                  summary: Change a thing
                  tags: [things]
                  x-roles: [member]
                  x-idempotency: optional
                  parameters:
                    - {name: id, in: path, required: true, schema: {type: string}}
                    - {name: size, in: query, schema: {type: integer}}
                  requestBody:
                    required: true
                    content:
                      application/json:
                        schema: {$ref: '#/components/schemas/NewThing'}
                  responses:
                    "200":
                      description: Changed.
                      content:
                        application/json:
                          schema: {$ref: '#/components/schemas/Thing'}
                    "422": {$ref: '#/components/responses/Problem'}
            components:
              schemas:
                NewThing:
                  type: object
                  additionalProperties: false
                  properties:
                    name: {type: string, pattern: '^[a-z]+$'}
                Thing:
                  type: object
                  properties:
                    name: {type: string}
            """;
    private static final String OPERATION = "#/paths/~1v1~1things~1{id}/post";

    private Vertx vertx;

    @BeforeAll
    void start() {
        vertx = Vertx.vertx();
    }

    @AfterAll
    void stop() {
        vertx.close().await();
    }

    private Contract load(Map<String, String> fragments) {
        return Contract.load(vertx, fragments, Set.of("thing.change"), Set.of());
    }

    @Test
    void load_compilesOperations_whenFragmentIsSound() {
        var contract = load(Map.of("openapi/thing.yaml", GOOD));

        var operation = contract.operations().stream()
                .filter(o -> o.id().equals("thing.change"))
                .findFirst()
                .orElseThrow();
        assertThat(operation.path()).isEqualTo("/v1/things/:id");
        assertThat(operation.method()).isEqualTo(HttpMethod.POST);
        assertThat(operation.roles()).containsExactly("member");
        assertThat(operation.idempotency()).isEqualTo(IdempotencyMode.OPTIONAL);
        assertThat(operation.parameters()).hasSize(2);
        assertThat(operation.body()).isNotNull();
    }

    @Test
    void load_publishesWhatRolesImply_inTheDocument() {
        var document = load(Map.of("openapi/thing.yaml", GOOD)).document().toJsonObject();

        var operation =
                document.getJsonObject("paths").getJsonObject("/v1/things/{id}").getJsonObject("post");
        assertThat(operation.getJsonArray("security").getJsonObject(0)).isEqualTo(new JsonObject("{\"bearer\":[]}"));
        assertThat(operation.getJsonArray("parameters").encode()).contains("#/components/parameters/IdempotencyKey");
        assertThat(document.encode()).doesNotContain("__");
    }

    static Stream<Arguments> operationFaults() {
        return Stream.of(
                fault("requestBody:", "requestbody:", OPERATION + "/requestbody: "),
                fault(
                        "operationId: thing.change\n",
                        "description: x\n",
                        OPERATION + ": an operation needs 'operationId'"),
                fault("summary: Change a thing", "description: x", OPERATION + ": an operation needs 'summary'"),
                fault("x-roles: [member]", "deprecated: false", OPERATION + ": an operation needs 'x-roles'"),
                fault("[member]", "[dentist]", OPERATION + "/x-roles: unknown role 'dentist'"),
                fault("x-idempotency: optional", "x-idempotency: maybe", OPERATION + "/x-idempotency: must be one of"),
                fault("x-idempotency: optional", "x-stream: both", OPERATION + "/x-stream: must be one of"),
                fault("x-idempotency: optional", "x-step-up: please", OPERATION + "/x-step-up: must be one of"),
                fault("x-idempotency: optional", "x-body-limit: many", OPERATION + "/x-body-limit: must be a number"),
                fault("x-idempotency: optional", "x-speed: fast", OPERATION + "/x-speed: unknown extension 'x-speed'"),
                fault("\"200\":", "\"400\":", OPERATION + "/responses: an operation needs a response for success"),
                fault(
                        "\"422\": {$ref: '#/components/responses/Problem'}",
                        "\"202\": {description: x}",
                        OPERATION + "/responses: an operation needs a response for errors"),
                fault(
                        "tags: [things]",
                        "security: [{magic: []}]",
                        OPERATION + "/security: unknown security scheme 'magic'"),
                fault("thing.change", "thing.alter", OPERATION + "/operationId: nobody serves thing.alter"));
    }

    static Stream<Arguments> parameterFaults() {
        return Stream.of(
                fault(" in: query,", "", OPERATION + "/parameters/1"),
                fault(
                        "{name: id, in: path",
                        "{name: other, in: path",
                        OPERATION + ": the path parameter 'id' is not declared"),
                fault("/v1/things/{id}", "/v1/things", ": the path has no '{id}'"),
                fault("schema: {type: integer}", "schema: {type: array}", OPERATION + "/parameters/1/schema/type: "),
                fault(
                        "schema: {type: integer}",
                        "style: spaceDelimited, schema: {type: integer}",
                        OPERATION + "/parameters/1"),
                fault(
                        "schema: {type: integer}",
                        "schema: {enum: [a]}",
                        OPERATION + "/parameters/1/schema: a parameter's schema needs one 'type'"),
                fault(
                        "name: size, in: query",
                        "name: size, in: cookie",
                        OPERATION + "/parameters/1: the router does not read"),
                fault(
                        "name: size, in: query",
                        "name: Accept, in: header",
                        OPERATION + "/parameters/1: the field Accept is no parameter"));
    }

    static Stream<Arguments> componentFaults() {
        return Stream.of(
                fault(
                        "pattern: '^[a-z]+$'",
                        "pattern: '^[a-z+$'",
                        "#/components/schemas/NewThing/properties/name/pattern: broken"),
                fault(
                        "pattern: '^[a-z]+$'",
                        "maximun: 3",
                        "#/components/schemas/NewThing/properties/name/maximun: unknown schema keyword"),
                fault(
                        "{type: string, pattern",
                        "{type: strng, pattern",
                        "#/components/schemas/NewThing/properties/name/type: "),
                fault(
                        "additionalProperties: false",
                        "description: open",
                        "#/components/schemas/NewThing: a request body's object needs"),
                fault(
                        "'#/components/schemas/Thing'",
                        "'#/components/schemas/Nothing'",
                        "/schema/$ref: the reference #/components/schemas/Nothing leads nowhere"),
                fault("components:", "servers: []\ncomponents:", "#/servers: a fragment has only"),
                fault(
                        "    Thing:",
                        "    Problem:",
                        "#/components/schemas/Problem: is declared in openapi/gateway.yaml already"));
    }

    private static Arguments fault(String good, String bad, String message) {
        return Arguments.of(good, bad, message);
    }

    @ParameterizedTest
    @MethodSource({"operationFaults", "parameterFaults", "componentFaults"})
    void load_stopsWithFileAndPointer_whenFragmentHasFault(String good, String bad, String message) {
        assertThat(GOOD).contains(good);
        var fragment = GOOD.replace(good, bad);

        assertThatThrownBy(() -> load(Map.of("openapi/thing.yaml", fragment)))
                .isInstanceOf(ConfigException.class)
                .hasMessageStartingWith("openapi/thing.yaml: #")
                .hasMessageContaining(message)
                .message()
                .doesNotContain("\n");
    }

    @Test
    void load_namesLineAndColumn_whenKeyIsDuplicate() {
        var fragment = GOOD.replace("summary: Change a thing", "summary: a\n      summary: b");

        assertThatThrownBy(() -> load(Map.of("openapi/thing.yaml", fragment)))
                .isInstanceOf(ConfigException.class)
                .hasMessageMatching("openapi/thing\\.yaml:\\d+:\\d+: Duplicate field 'summary'");
    }

    @Test
    void load_namesBothFiles_whenTwoModulesDeclareOneOperation() {
        var fragments = new LinkedHashMap<String, String>();
        fragments.put("openapi/first.yaml", GOOD);
        fragments.put("openapi/second.yaml", GOOD.replace("/v1/things/", "/v1/items/"));

        assertThatThrownBy(() -> load(fragments))
                .hasMessageContaining("openapi/second.yaml: #/paths/~1v1~1items~1{id}/post/operationId")
                .hasMessageContaining("declared twice, first in openapi/first.yaml");
    }

    @Test
    void load_namesBothFiles_whenTwoModulesDeclareOneMethod() {
        var fragments = new LinkedHashMap<String, String>();
        fragments.put("openapi/first.yaml", GOOD);
        fragments.put("openapi/second.yaml", GOOD.replace("thing.change", "thing.other"));

        assertThatThrownBy(() -> load(fragments))
                .hasMessage("openapi/second.yaml: " + OPERATION + ": is declared in openapi/first.yaml already");
    }

    @Test
    void load_stops_whenServedOperationIsNotDeclared() {
        assertThatThrownBy(() -> Contract.load(
                        vertx, Map.of("openapi/thing.yaml", GOOD), Set.of("thing.change", "thing.drop"), Set.of()))
                .hasMessage("openapi/thing.yaml: #/paths: the operation thing.drop is served and not in the contract");
    }

    @Test
    void load_stops_whenTwoPathsHideEachOther() {
        var fragments = new LinkedHashMap<String, String>();
        fragments.put("openapi/first.yaml", GOOD);
        fragments.put(
                "openapi/second.yaml",
                GOOD.replace("{id}", "{key}").replace("name: id", "name: key").replace("thing.change", "thing.alter"));

        assertThatThrownBy(() -> Contract.load(vertx, fragments, Set.of("thing.change", "thing.alter"), Set.of()))
                .hasMessageContaining("the path matches the same addresses as /v1/things/{id}");
    }
}
