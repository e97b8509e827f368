package cn.mejene.gateway.contract;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BigIntegerNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.DecimalNode;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The types a parameter may have, and the one way their text is read. Nothing lenient: no spaces, no {@code +1}. */
public enum ScalarType {
    STRING,
    INTEGER,
    NUMBER,
    BOOLEAN;

    private static final Pattern WHOLE = Pattern.compile("-?(0|[1-9][0-9]{0,30})");
    private static final Pattern DECIMAL = Pattern.compile("-?(0|[1-9][0-9]{0,30})(\\.[0-9]{1,30})?");

    /** The JSON value that a text stands for; null when it is none of this type. */
    public @Nullable JsonNode parse(String text) {
        return switch (this) {
            case STRING -> TextNode.valueOf(text);
            case INTEGER -> WHOLE.matcher(text).matches() ? whole(text) : null;
            case NUMBER -> DECIMAL.matcher(text).matches() ? DecimalNode.valueOf(new BigDecimal(text)) : null;
            case BOOLEAN -> truth(text);
        };
    }

    private static JsonNode whole(String text) {
        return text.length() < 18
                ? LongNode.valueOf(Long.parseLong(text))
                : BigIntegerNode.valueOf(new BigInteger(text));
    }

    private static @Nullable JsonNode truth(String text) {
        return switch (text) {
            case "true" -> BooleanNode.TRUE;
            case "false" -> BooleanNode.FALSE;
            default -> null;
        };
    }
}
