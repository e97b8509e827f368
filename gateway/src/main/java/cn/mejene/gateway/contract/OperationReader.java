package cn.mejene.gateway.contract;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.JsonSchema;
import io.vertx.core.http.HttpMethod;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Turns operations of a checked contract into what the router works with. Used once, on the boot thread. */
final class OperationReader {
    private final MergedContract contract;
    private final SchemaCompiler compiler;

    OperationReader(MergedContract contract, SchemaCompiler compiler) {
        this.contract = contract;
        this.compiler = compiler;
    }

    List<Operation> readAll() {
        return Place.all(contract).map(this::read).toList();
    }

    private Operation read(Place place) {
        var stream = enumValue(StreamMode.class, place.extension("x-stream"), StreamMode.NONE);
        return new Operation(
                place.id(),
                HttpMethod.valueOf(place.method().toUpperCase(Locale.ROOT)),
                place.path().replaceAll("\\{([^}]*)}", ":$1"),
                Trees.texts(place.operation().path("x-roles")).collect(Collectors.toSet()),
                place.operation().path("x-step-up").asBoolean(),
                parameters(place),
                body(place, stream),
                stream,
                enumValue(IdempotencyMode.class, place.extension("x-idempotency"), IdempotencyMode.NONE));
    }

    private List<Parameter> parameters(Place place) {
        return place.parameters()
                .map(Place.Part::node)
                .filter(node -> !ParameterLint.isIdempotencyKey(node))
                .map(this::parameter)
                .toList();
    }

    private Parameter parameter(JsonNode node) {
        var schema = contract.resolve(node.path("schema"));
        var fallback = schema.path("default");
        return new Parameter(
                node.path("name").asText(),
                Parameter.Place.valueOf(node.path("in").asText().toUpperCase(Locale.ROOT)),
                node.path("required").asBoolean(),
                ScalarType.valueOf(schema.path("type").asText().toUpperCase(Locale.ROOT)),
                compiler.compile(node.path("schema")),
                fallback.isMissingNode() ? null : fallback.asText());
    }

    private @Nullable BodyRule body(Place place, StreamMode stream) {
        var body = place.body().node();
        if (body.isMissingNode()) {
            return null;
        }
        var contents = new LinkedHashMap<String, BodyRule.Content>();
        Trees.fields(body.path("content")).forEach(content -> {
            var type = content.getKey().toLowerCase(Locale.ROOT);
            contents.put(
                    type, new BodyRule.Content(schema(type, content.getValue().path("schema"), stream)));
        });
        var limit = place.operation().path("x-body-limit");
        return new BodyRule(
                body.path("required").asBoolean(),
                contents,
                limit.isMissingNode() ? OptionalLong.empty() : OptionalLong.of(limit.longValue()));
    }

    private @Nullable JsonSchema schema(String type, JsonNode schema, StreamMode stream) {
        return stream.ofRequest() || !MediaTypes.isJson(type) ? null : compiler.compile(schema);
    }

    private static <E extends Enum<E>> E enumValue(Class<E> type, String value, E none) {
        return value.isEmpty() ? none : Enum.valueOf(type, value.toUpperCase(Locale.ROOT));
    }
}
