package cn.mejene.kernel.call;

import cn.mejene.kernel.Json;
import cn.mejene.kernel.Problem;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.MessageCodec;
import java.util.List;
import java.util.Map;

/** Replies on the bus: by reference on one node, as a tag and JSON between nodes. */
public final class ReplyCodec implements MessageCodec<Reply, Reply> {
    /** Name to send with. */
    public static final String NAME = "mejene-reply";

    private record Wire(
            int status,
            String code,
            String detail,
            Map<String, Object> members,
            Map<String, String> headers,
            List<Problem.FieldError> errors) {}

    @Override
    public void encodeToWire(Buffer buffer, Reply reply) {
        var bytes =
                switch (reply) {
                    case Answer answer -> AnswerFormat.write(answer);
                    case Refusal refusal -> Json.bytes(wire(refusal.problem()));
                    case UploadTicket ticket -> Json.bytes(ticket);
                    case DownloadTicket ticket -> Json.bytes(ticket);
                    case PartTicket ticket -> Json.bytes(ticket);
                };
        buffer.appendByte(tag(reply)).appendInt(bytes.length).appendBytes(bytes);
    }

    @Override
    public Reply decodeFromWire(int position, Buffer buffer) {
        int length = buffer.getInt(position + 1);
        var bytes = buffer.getBytes(position + 5, position + 5 + length);
        return switch (buffer.getByte(position)) {
            case 'a' -> AnswerFormat.read(bytes);
            case 'r' -> new Refusal(problem(Json.read(bytes, Wire.class)));
            case 'u' -> Json.read(bytes, UploadTicket.class);
            case 'd' -> Json.read(bytes, DownloadTicket.class);
            case 'p' -> Json.read(bytes, PartTicket.class);
            default -> throw new IllegalArgumentException("unknown reply tag");
        };
    }

    private static byte tag(Reply reply) {
        return (byte)
                switch (reply) {
                    case Answer answer -> 'a';
                    case Refusal refusal -> 'r';
                    case UploadTicket ticket -> 'u';
                    case DownloadTicket ticket -> 'd';
                    case PartTicket ticket -> 'p';
                };
    }

    private static Wire wire(Problem p) {
        return new Wire(p.status(), p.code(), p.detail(), p.members(), p.headers(), p.errors());
    }

    private static Problem problem(Wire w) {
        return new Problem(w.status(), w.code(), w.detail(), w.members(), w.headers(), w.errors());
    }

    @Override
    public Reply transform(Reply reply) {
        return reply;
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
