package cn.mejene.gateway.contract;

import cn.mejene.kernel.Problem;
import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.ValidationMessage;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * What a request's body must look like. Immutable.
 *
 * @param contents media types (exact, {@code type/*} or {@code *}{@code /*}) with the schema of their JSON; types that
 *     are not JSON pass as bytes
 * @param limit most bytes, when the contract sets its own ({@code x-body-limit})
 */
public record BodyRule(boolean required, Map<String, Content> contents, OptionalLong limit) {
    private static final int MOST_ERRORS = 50;

    public BodyRule {
        contents = Map.copyOf(contents);
    }

    /**
     * One media type's body.
     *
     * @param schema what the JSON must match; null for bytes of any kind
     */
    public record Content(@Nullable JsonSchema schema) {

        /** Every fault of the body at once: pointer and schema keyword, never a value. */
        public List<Problem.FieldError> faults(JsonNode json) {
            return schema == null
                    ? List.of()
                    : schema.validate(json).stream()
                            .limit(MOST_ERRORS)
                            .map(Content::error)
                            .toList();
        }

        private static Problem.FieldError error(ValidationMessage message) {
            var at = message.getInstanceLocation().toString();
            var property = message.getProperty();
            return new Problem.FieldError(
                    property == null ? at : at + "/" + Pointers.escape(property), message.getType());
        }
    }

    /** The content that a media type (without parameters) may have here. */
    public Optional<Content> content(String mediaType) {
        var type = mediaType.toLowerCase(Locale.ROOT);
        var exact = contents.get(type);
        if (exact != null) {
            return Optional.of(exact);
        }
        int slash = type.indexOf('/');
        var range = slash < 0 ? null : contents.get(type.substring(0, slash) + "/*");
        return Optional.ofNullable(range != null ? range : slash < 0 ? null : contents.get("*/*"));
    }
}
