package cn.mejene.gateway.http;

import io.netty.channel.Channel;
import io.netty.channel.MaxMessagesRecvByteBufAllocator;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.impl.ConnectionBase;
import java.util.Optional;

/**
 * Stops and starts a request down to its socket. A paused request alone still takes a mebibyte and more from the socket
 * before it stops; with many uploads at once that is most of a node's memory. For event loops.
 */
public final class RequestFlow {
    private static final int READS_AT_ONCE = 4;

    private RequestFlow() {}

    /** Bounds what one look at the socket brings. */
    static void bound(HttpConnection accepted) {
        channel(accepted)
                .map(channel -> channel.config().<io.netty.channel.RecvByteBufAllocator>getRecvByteBufAllocator())
                .filter(MaxMessagesRecvByteBufAllocator.class::isInstance)
                .map(MaxMessagesRecvByteBufAllocator.class::cast)
                .ifPresent(reads -> reads.maxMessagesPerRead(READS_AT_ONCE));
    }

    /** Takes nothing more until {@link #resume}. */
    public static void hold(HttpServerRequest request) {
        request.pause();
        autoRead(request, false);
    }

    /** Goes on. A request of HTTP/2 that has ended already must not be told to. */
    public static void resume(HttpServerRequest request) {
        if (request.version() != HttpVersion.HTTP_2 || !request.isEnded()) {
            autoRead(request, true);
            request.resume();
        }
    }

    /** The streams of HTTP/2 have windows of their own. */
    private static void autoRead(HttpServerRequest request, boolean on) {
        if (request.version() != HttpVersion.HTTP_2) {
            // One that is closed cannot be told any more.
            channel(request.connection()).filter(Channel::isActive).ifPresent(channel -> channel.config()
                    .setAutoRead(on));
        }
    }

    private static Optional<Channel> channel(HttpConnection connection) {
        // An internal type, there is no public way to the channel; without it things are slower to stop, no more.
        return connection instanceof ConnectionBase base ? Optional.of(base.channel()) : Optional.empty();
    }
}
