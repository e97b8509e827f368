package cn.mejene.gateway.http;

import cn.mejene.kernel.call.Answer;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;

/** Writes modules' answers: status, header fields, body as it is; JSON when they name no content type. Stateless. */
public final class Answers {
    private static final CharSequence JSON = HttpHeaders.createOptimized("application/json");

    private final UnreadBodies unread;

    public Answers(Vertx vertx) {
        this.unread = new UnreadBodies(vertx);
    }

    /** Does nothing when the caller is gone. */
    public void write(RoutingContext context, Answer answer) {
        var request = context.request();
        var response = request.response();
        if (response.ended() || response.closed()) {
            return;
        }
        EdgeHeaders.begin(request);
        response.setStatusCode(answer.status());
        var body = answer.body();
        if (body != null) {
            response.putHeader(HttpHeaders.CONTENT_TYPE, JSON);
            response.putHeader(HttpHeaders.CONTENT_LENGTH, String.valueOf(body.length()));
        } else if (answer.status() != 204 && answer.status() != 304) {
            response.putHeader(HttpHeaders.CONTENT_LENGTH, "0");
        }
        answer.headers().forEach(response::putHeader);
        unread.end(request, body == null || isHead(request) ? Buffer.buffer() : body);
    }

    private static boolean isHead(HttpServerRequest request) {
        return HttpMethod.HEAD.equals(request.method());
    }
}
