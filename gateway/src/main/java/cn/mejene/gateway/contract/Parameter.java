package cn.mejene.gateway.contract;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.ValidationMessage;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A scalar parameter: where it stands and which values it takes. Immutable.
 *
 * @param fallback the value that the schema gives when the parameter is absent
 */
public record Parameter(
        String name,
        Place in,
        boolean required,
        ScalarType type,
        JsonSchema schema,
        @Nullable String fallback) {

    /** Where a parameter stands. Cookies are not used. */
    public enum Place {
        PATH,
        QUERY,
        HEADER
    }

    /** What is wrong with a decoded value, as codes (schema keywords); empty when it is fine. */
    public List<String> faults(String value) {
        JsonNode node = type.parse(value);
        if (node == null) {
            return List.of("type");
        }
        return schema.validate(node).stream()
                .map(ValidationMessage::getType)
                .distinct()
                .toList();
    }
}
