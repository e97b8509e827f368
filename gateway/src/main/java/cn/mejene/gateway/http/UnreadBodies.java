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
    private static final int NO_ERROR = 0;

    private final Vertx vertx;

    UnreadBodies(Vertx vertx) {
        this.vertx = vertx;
    }

    /** Sends the last of the response; its head must name the content length, unless the status has no content. */
    void end(HttpServerRequest request, Buffer last) {
        if (!announced(request) || request.isEnded()) {
            request.response().end(last);
            RequestFlow.resume(request);
        } else if (request.version() == HttpVersion.HTTP_2) {
            request.response().end(last).onComplete(sent -> request.response().reset(NO_ERROR));
        } else {
            linger(request, last);
        }
    }

    private void linger(HttpServerRequest request, Buffer last) {
        var connection = request.connection();
        boolean nothingSent = waitsForContinue(request) && request.bytesRead() == 0;
        request.response().putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
        request.handler(thrownAway -> {});
        request.exceptionHandler(gone -> {});
        long timer = vertx.setTimer(nothingSent ? 1 : LINGER_MILLIS, late -> connection.close());
        request.endHandler(complete -> {
            vertx.cancelTimer(timer);
            connection.close();
        });
        request.response().end(last);
        RequestFlow.resume(request);
    }

    /** Whether the caller holds its body back until it is told to go on. */
    static boolean waitsForContinue(HttpServerRequest request) {
        return "100-continue".equalsIgnoreCase(request.getHeader(HttpHeaders.EXPECT));
    }

    /** Whether the head of the request announces a body. */
    static boolean announced(HttpServerRequest request) {
        var headers = request.headers();
        if (headers.contains(HttpHeaders.TRANSFER_ENCODING)) {
            return true;
        }
        var length = headers.get(HttpHeaders.CONTENT_LENGTH);
        // HTTP/2 needs neither field; a media type is then the only sign before the end of the stream.
        return length == null
                ? request.version() == HttpVersion.HTTP_2 && headers.contains(HttpHeaders.CONTENT_TYPE)
                : !length.equals("0");
    }
}
