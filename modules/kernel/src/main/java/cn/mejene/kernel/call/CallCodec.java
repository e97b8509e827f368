package cn.mejene.kernel.call;

import cn.mejene.kernel.Json;
import cn.mejene.kernel.data.Holder;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.MessageCodec;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Calls on the bus: by reference on one node, as JSON between nodes; the deadline travels as the time left. */
public final class CallCodec implements MessageCodec<Call, Call> {
    /** Name to send with. */
    public static final String NAME = "mejene-call";

    private record Wire(
            String operation,
            Principal principal,
            Map<String, String> path,
            Map<String, String> query,
            Map<String, String> headers,
            byte @Nullable [] body,
            @Nullable String idempotencyKey,
            long millisLeft,
            String trace,
            String client,
            @Nullable Holder carrier) {}

    @Override
    public void encodeToWire(Buffer buffer, Call call) {
        var body = call.body();
        var bytes = Json.bytes(new Wire(
                call.operation(),
                call.principal(),
                call.path(),
                call.query(),
                call.headers(),
                body == null ? null : body.getBytes(),
                call.idempotencyKey(),
                call.millisLeft(),
                call.trace(),
                call.client(),
                call.carrier()));
        buffer.appendInt(bytes.length).appendBytes(bytes);
    }

    @Override
    public Call decodeFromWire(int position, Buffer buffer) {
        int length = buffer.getInt(position);
        var wire = Json.read(buffer.getBytes(position + 4, position + 4 + length), Wire.class);
        return new Call(
                wire.operation(),
                wire.principal(),
                wire.path(),
                wire.query(),
                wire.headers(),
                wire.body() == null ? null : Buffer.buffer(wire.body()),
                wire.idempotencyKey(),
                System.nanoTime() + wire.millisLeft() * 1_000_000,
                wire.trace(),
                wire.client(),
                wire.carrier());
    }

    @Override
    public Call transform(Call call) {
        return call;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public byte systemCodecID() {
        return -1;
    }
}
