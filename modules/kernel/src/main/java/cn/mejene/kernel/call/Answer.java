package cn.mejene.kernel.call;

import cn.mejene.kernel.Json;
import io.vertx.core.buffer.Buffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An answer, as a rule of success; refusals are problems, except where the caller is a provider with a protocol of its own.
 *
 * @param status HTTP status, 2xx or 3xx; 4xx or 5xx to such a provider
 * @param headers header fields beside those that the gateway sets
 * @param body the body, or null for none; JSON unless {@code headers} name another content type
 */
public record Answer(
        int status, Map<String, String> headers, @Nullable Buffer body) implements Reply {

    public Answer {
        headers = Map.copyOf(headers);
    }

    public static Answer ok(Object body) {
        return new Answer(200, Map.of(), Buffer.buffer(Json.bytes(body)));
    }

    public static Answer created(Object body) {
        return new Answer(201, Map.of(), Buffer.buffer(Json.bytes(body)));
    }

    public static Answer accepted(Object body) {
        return new Answer(202, Map.of(), Buffer.buffer(Json.bytes(body)));
    }

    public static Answer noContent() {
        return new Answer(204, Map.of(), null);
    }

    /** A page of a list, newest first, with the cursor of the next page if there is one. */
    public static Answer page(List<?> items, @Nullable String next) {
        var page = new LinkedHashMap<String, Object>();
        page.put("items", items);
        if (next != null) {
            page.put("next", next);
        }
        return ok(page);
    }

    public Answer header(String name, String value) {
        var more = new LinkedHashMap<>(headers);
        more.put(name, value);
        return new Answer(status, more, body);
    }

    /** Binds the body of another module's answer. */
    public <T> T body(Class<T> type) {
        if (body == null) {
            throw new IllegalStateException("an answer without body cannot be bound to " + type.getSimpleName());
        }
        return Json.read(body.getBytes(), type);
    }
}
