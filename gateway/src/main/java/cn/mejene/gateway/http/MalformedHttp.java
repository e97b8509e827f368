package cn.mejene.gateway.http;

import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.net.impl.ConnectionBase;
import java.util.concurrent.TimeUnit;

/**
 * Lets what is no HTTP/1 be answered with a problem, where the server would close the connection or write an answer of
 * its own: an unknown version (RFC 9110, 2.5), a chunk that is none (RFC 9112, 7.1). One per connection, on its event
 * loop.
 */
final class MalformedHttp extends ChannelDuplexHandler {
    private static final long PATIENCE_MILLIS = 2_000;

    private boolean answering;
    private boolean wantsClose;

    private MalformedHttp() {}

    /** Watches a connection that was just accepted. */
    static void watch(HttpConnection accepted) {
        // An internal type, there is no public way to the channel.
        if (accepted instanceof ConnectionBase connection
                && connection.channel().pipeline().get("httpDecoder") != null) {
            connection.channel().pipeline().addBefore("handler", "malformedHttp", new MalformedHttp());
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (message instanceof HttpRequest request && request.decoderResult().isSuccess()) {
            requireKnownVersion(request);
        } else if (message instanceof HttpContent content
                && content.decoderResult().isFailure()) {
            answering = true;
            var _ = context.executor().schedule(() -> closeNow(context), PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
        }
        context.fireChannelRead(message);
    }

    private static void requireKnownVersion(HttpRequest request) {
        var version = request.protocolVersion();
        if (!version.equals(HttpVersion.HTTP_1_1) && !version.equals(HttpVersion.HTTP_1_0)) {
            request.setProtocolVersion(HttpVersion.HTTP_1_1);
            request.setDecoderResult(DecoderResult.failure(new IllegalArgumentException("unknown version of HTTP")));
        }
    }

    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
        if (answering && message instanceof LastHttpContent) {
            var sent = promise.unvoid();
            var _ = sent.addListener(_ -> closeNow(context));
            var _ = context.writeAndFlush(message, sent);
        } else {
            var _ = context.write(message, promise);
        }
    }

    /** The server closes as soon as it has told the request's handler; the answer comes a little later. */
    @Override
    public void close(ChannelHandlerContext context, ChannelPromise promise) {
        if (answering && !wantsClose) {
            wantsClose = true;
            var _ = context.channel().closeFuture().addListener(_ -> promise.trySuccess());
        } else {
            var _ = context.close(promise);
        }
    }

    private void closeNow(ChannelHandlerContext context) {
        if (context.channel().isOpen()) {
            var _ = context.close();
        }
    }
}
