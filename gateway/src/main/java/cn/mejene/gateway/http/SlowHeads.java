package cn.mejene.gateway.http;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.timeout.ReadTimeoutException;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.ScheduledFuture;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.net.impl.ConnectionBase;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Gives the head of a request of HTTP/1 a total time from its first byte; one that dribbles is invalid then, and is
 * refused as such. Bodies and silent connections have limits of their own. One per connection, on its event loop.
 */
final class SlowHeads {
    private static final String DECODER = "httpDecoder";

    private final long nanos;
    private boolean inRequest;
    private boolean refused;
    private long heads;
    private @Nullable ScheduledFuture<?> timer;

    private SlowHeads(Duration time) {
        this.nanos = time.toNanos();
    }

    /** Watches a connection that was just accepted, before any other handler of requests is added. */
    static void watch(HttpConnection accepted, Duration time) {
        // An internal type, there is no public way to the channel.
        if (accepted instanceof ConnectionBase connection
                && connection.channel().pipeline().get(DECODER) != null) {
            var watched = new SlowHeads(time);
            var pipeline = connection.channel().pipeline();
            pipeline.addBefore(DECODER, "headBytes", watched.new Bytes());
            pipeline.addBefore("handler", "heads", watched.new Heads());
        }
    }

    /** Sees what arrives, before it is decoded. */
    private final class Bytes extends ChannelInboundHandlerAdapter {
        @Override
        public void channelRead(ChannelHandlerContext context, Object bytes) {
            if (refused) {
                ReferenceCountUtil.release(bytes);
                return;
            }
            long before = heads;
            context.fireChannelRead(bytes);
            if (!inRequest && heads == before && timer == null) {
                start(context);
            }
        }

        @Override
        public void channelInactive(ChannelHandlerContext context) {
            stop();
            context.fireChannelInactive();
        }
    }

    /** Sees what has been decoded. */
    private final class Heads extends ChannelInboundHandlerAdapter {
        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            if (message instanceof HttpRequest) {
                heads++;
                inRequest = true;
                stop();
            }
            if (message instanceof LastHttpContent) {
                inRequest = false;
            }
            context.fireChannelRead(message);
        }
    }

    private void start(ChannelHandlerContext context) {
        timer = context.executor().schedule(() -> late(context), nanos, TimeUnit.NANOSECONDS);
    }

    private void stop() {
        if (timer != null) {
            timer.cancel(false);
            timer = null;
        }
    }

    private void late(ChannelHandlerContext context) {
        timer = null;
        var heads = context.pipeline().context(Heads.class);
        // Gone: the connection has become one of HTTP/2.
        if (heads == null || context.pipeline().get(DECODER) == null) {
            return;
        }
        if (!context.channel().config().isAutoRead()) {
            // It is this side that does not read.
            start(context);
            return;
        }
        refused = true;
        var request =
                new DefaultFullHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.GET, "/bad-request", Unpooled.EMPTY_BUFFER);
        request.setDecoderResult(DecoderResult.failure(ReadTimeoutException.INSTANCE));
        heads.fireChannelRead(request);
        heads.fireChannelReadComplete();
    }
}
