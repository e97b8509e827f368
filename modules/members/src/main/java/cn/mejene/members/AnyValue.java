package cn.mejene.members;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.databind.JsonNode;

/** A sealed value of another module, as it stands: for showing it to its person and for nothing else. */
record AnyValue(@JsonValue JsonNode tree) {
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    AnyValue {}

    /** Shows nothing of it. */
    @Override
    public String toString() {
        return "AnyValue[***]";
    }
}
