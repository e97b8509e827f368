package cn.mejene.gateway.http;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.util.ReferenceCountUtil;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.net.impl.ConnectionBase;

/**
 * Lets nothing be read behind a request whose end somebody else may have seen at another place (RFC 9112, 6.1 and 6.3).
 * A coding that is not exactly {@code chunked} is refused. Chunks are taken, and end the connection: the decoder has
 * dropped a {@code Content-Length} beside them before anybody here could see it. One per connection, on its event loop.
 */
final class OneReading extends ChannelInboundHandlerAdapter {
    private boolean last;
    private boolean over;

    private OneReading() {}

    /** Watches a connection that was just accepted. */
    static void watch(HttpConnection accepted) {
        // An internal type, there is no public way to the channel.
        if (accepted instanceof ConnectionBase connection
                && connection.channel().pipeline().get("httpDecoder") != null) {
            connection.channel().pipeline().addBefore("handler", "oneReading", new OneReading());
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (message instanceof HttpRequest request) {
            over = last;
            last = last || isLast(request);
        }
        if (over) {
            ReferenceCountUtil.release(message);
        } else {
            context.fireChannelRead(message);
        }
    }

    private static boolean isLast(HttpRequest request) {
        var codings = request.headers().getAll(HttpHeaderNames.TRANSFER_ENCODING);
        if (request.decoderResult().isFailure()) {
            return true;
        }
        if (codings.isEmpty()) {
            return false;
        }
        boolean chunked = codings.size() == 1 && HttpHeaderValues.CHUNKED.contentEqualsIgnoreCase(codings.getFirst());
        if (!chunked || !request.protocolVersion().equals(HttpVersion.HTTP_1_1)) {
            request.setDecoderResult(DecoderResult.failure(new IllegalArgumentException("transfer coding")));
        }
        request.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
        return true;
    }
}
