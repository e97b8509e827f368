package cn.mejene.gateway.contract;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** JSON trees as streams. */
final class Trees {
    private Trees() {}

    static Stream<Map.Entry<String, JsonNode>> fields(JsonNode object) {
        return object.properties().stream();
    }

    /** The members of an array or object. */
    static Stream<JsonNode> values(JsonNode container) {
        return StreamSupport.stream(container.spliterator(), false);
    }

    static Stream<String> texts(JsonNode array) {
        return values(array).map(JsonNode::asText);
    }
}
