package cn.mejene.gateway.contract;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.DisallowUnknownKeywordFactory;
import com.networknt.schema.JsonMetaSchema;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaException;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.NonValidationKeyword;
import com.networknt.schema.PathType;
import com.networknt.schema.SchemaId;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaValidatorsConfig;
import com.networknt.schema.SpecVersion.VersionFlag;
import java.util.Set;

/**
 * Compiles JSON Schemas (2020-12) of the contract, completely, so that nothing can fail at the first request. Formats
 * are asserted; what a schema refers to is looked up in the contract's components. Used on the boot thread.
 */
final class SchemaCompiler {
    private static final SchemaLocation CONTRACT = SchemaLocation.of("app:///contract");

    private final JsonNode components;
    private final JsonMetaSchema dialect = JsonMetaSchema.builder(JsonMetaSchema.getV202012())
            .keyword(new NonValidationKeyword("example"))
            .keyword(new NonValidationKeyword("components"))
            .unknownKeywordFactory(DisallowUnknownKeywordFactory.getInstance())
            .build();
    private final SchemaValidatorsConfig config = SchemaValidatorsConfig.builder()
            .pathType(PathType.JSON_POINTER)
            .formatAssertionsEnabled(true)
            .typeLoose(false)
            .build();
    private final JsonSchema metaSchema =
            JsonSchemaFactory.getInstance(VersionFlag.V202012).getSchema(SchemaLocation.of(SchemaId.V202012), config);

    SchemaCompiler(JsonNode components) {
        this.components = components;
    }

    /** @throws IllegalArgumentException with one line that says what cannot be compiled */
    JsonSchema compile(JsonNode schema) {
        ObjectNode root = JsonNodeFactory.instance.objectNode();
        if (schema.isObject()) {
            root.setAll((ObjectNode) schema);
        } else {
            root.putArray("allOf").add(schema);
        }
        root.set("components", components);
        try {
            var factory = JsonSchemaFactory.builder(JsonSchemaFactory.getInstance(VersionFlag.V202012))
                    .defaultMetaSchemaIri(dialect.getIri())
                    .metaSchema(dialect)
                    .build();
            var compiled = factory.getSchema(CONTRACT, root, config);
            compiled.initializeValidators();
            return compiled;
        } catch (JsonSchemaException | IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    String.valueOf(e.getMessage()).lines().findFirst().orElse(""), e);
        }
    }

    /** Keywords that a schema may have. */
    Set<String> keywords() {
        return dialect.getKeywords().keySet();
    }

    /** The schema of schemas. */
    JsonSchema metaSchema() {
        return metaSchema;
    }
}
