package cn.mejene.gateway.http;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.LastHttpContent;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.buffer.BufferInternal;
import io.vertx.core.net.impl.ConnectionBase;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Hands the bytes of a body of HTTP/1 on as they came off the socket, before the server copies each chunk to the heap.
 * Whoever finds no tap reads the request as usual: what arrives is the same, only dearer. One per connection, on its
 * event loop.
 */
public final class BodyTap extends ChannelInboundHandlerAdapter {
    private static final String NAME = "bodyTap";
    private static final String SERVER = "handler";

    private long passed;
    private @Nullable Pipe pipe;

    /** Where bytes go; they may be used until the future ends. */
    @FunctionalInterface
    public interface Taker {
        Future<Void> take(Buffer bytes);
    }

    private record Pipe(ContextInternal context, LongSupplier delivered, Taker taker) {}

    private BodyTap() {}

    /** Prepares a connection that was just accepted. */
    public static void install(HttpConnection accepted) {
        // An internal type, there is no public way to the channel.
        if (accepted instanceof ConnectionBase connection
                && connection.channel().pipeline().get("httpDecoder") != null
                && connection.channel().pipeline().get(SERVER) != null) {
            connection.channel().pipeline().addBefore(SERVER, NAME, new BodyTap());
        }
    }

    /** The tap of the request's connection, unless the caller waits to be told to send: then nothing has to be quick. */
    public static Optional<BodyTap> of(HttpServerRequest request) {
        return UnreadBodies.waitsForContinue(request) || !(request.connection() instanceof ConnectionBase connection)
                ? Optional.empty()
                : Optional.ofNullable((BodyTap) connection.channel().pipeline().get(NAME));
    }

    /**
     * From now on bytes of this body go to the taker, and not to the request's handler, as soon as that one has had
     * everything that was passed to it. The end of the body is the request's as before.
     *
     * @param context of the request; the taker is called on it
     * @param delivered how many bytes the request's handler has had
     */
    public void open(ContextInternal context, LongSupplier delivered, Taker taker) {
        pipe = new Pipe(context, delivered, taker);
    }

    /** Bytes go to the request's handler again. */
    public void close() {
        pipe = null;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (message instanceof HttpRequest) {
            passed = 0;
            pipe = null;
        }
        if (!(message instanceof HttpContent content)) {
            context.fireChannelRead(message);
            return;
        }
        var open = pipe;
        if (open == null
                || content.decoderResult().isFailure()
                || passed != open.delivered().getAsLong()) {
            passed += content.content().readableBytes();
            context.fireChannelRead(message);
            return;
        }
        divert(open, content.content());
        if (content instanceof LastHttpContent) {
            pipe = null;
            context.fireChannelRead(LastHttpContent.EMPTY_LAST_CONTENT);
        }
    }

    private static void divert(Pipe open, ByteBuf bytes) {
        if (!bytes.isReadable()) {
            bytes.release();
            return;
        }
        open.context().dispatch(BufferInternal.buffer(bytes), chunk -> open.taker()
                .take(chunk)
                .onComplete(_ -> bytes.release()));
    }
}
