package cn.mejene.gateway.http;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;

/**
 * Ends responses to requests whose body was not read to its end. Closing at once would reset the connection and might
 * take the answer with it, so what still arrives is thrown away for a moment first. For event loops.
 */
final class UnreadBodies {
    private static final long LINGER_MILLIS = 2_000;

    private final Vertx vertx;

    UnreadBodies(Vertx vertx) {
        this.vertx = vertx;
    }

    /** Sends the last of the response; its head must name the content length. */
    void end(HttpServerRequest request, Buffer last) {
        if (!announced(request) || request.isEnded()) {
            request.resume();
            request.response().end(last);
        } else if (request.version() == HttpVersion.HTTP_2) {
            request.response().end(last).onComplete(sent -> request.response().reset(0));
        } else {
            linger(request, last);
        }
    }

    private void linger(HttpServerRequest request, Buffer last) {
        var connection = request.connection();
        request.response().putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
        request.handler(thrownAway -> {});
        request.exceptionHandler(gone -> {});
        request.response().end(last);
        long timer = vertx.setTimer(LINGER_MILLIS, late -> connection.close());
        request.endHandler(complete -> {
            vertx.cancelTimer(timer);
            connection.close();
        });
        request.resume();
    }

    /** Whether the head of the request announces a body. */
    static boolean announced(HttpServerRequest request) {
        var headers = request.headers();
        if (headers.contains(HttpHeaders.TRANSFER_ENCODING)) {
            return true;
        }
        var length = headers.get(HttpHeaders.CONTENT_LENGTH);
        return length == null ? request.version() == HttpVersion.HTTP_2 && !request.isEnded() : !length.equals("0");
    }
}
