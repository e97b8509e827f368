package cn.mejene.gateway.stream;

import io.netty.channel.ChannelOption;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.impl.ConnectionBase;

/**
 * Ends a response that must not look complete. A mere reset still delivers what is queued, and to a peer that has
 * stopped reading it never ends; here what is queued is thrown away. For event loops.
 */
final class Cut {
    private Cut() {}

    static void response(HttpServerRequest request) {
        // An internal type, there is no public way to the channel; without it the reset does, only later.
        if (request.version() != HttpVersion.HTTP_2 && request.connection() instanceof ConnectionBase connection) {
            var channel = connection.channel();
            channel.config().setOption(ChannelOption.SO_LINGER, 0);
            // From the head of the pipeline: handlers further in would wait for the queue to be flushed.
            var first = channel.pipeline().firstContext();
            if (first != null) {
                var _ = first.close();
            }
        } else {
            request.response().reset();
        }
    }
}
