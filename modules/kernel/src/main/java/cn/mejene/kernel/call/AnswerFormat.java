package cn.mejene.kernel.call;

import cn.mejene.kernel.Json;
import io.vertx.core.buffer.Buffer;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Answers as bytes, for the bus and for answers kept under an idempotency key. */
public final class AnswerFormat {
    private record Stored(int status, Map<String, String> headers, byte @Nullable [] body) {}

    private AnswerFormat() {}

    public static byte[] write(Answer answer) {
        var body = answer.body();
        return Json.bytes(new Stored(answer.status(), answer.headers(), body == null ? null : body.getBytes()));
    }

    public static Answer read(byte[] bytes) {
        var stored = Json.read(bytes, Stored.class);
        return new Answer(
                stored.status(), stored.headers(), stored.body() == null ? null : Buffer.buffer(stored.body()));
    }
}
