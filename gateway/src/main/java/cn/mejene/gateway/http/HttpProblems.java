package cn.mejene.gateway.http;

import cn.mejene.kernel.Problem;
import io.netty.handler.codec.http.HttpResponseStatus;

/** The problems of HTTP itself, by status: the same words wherever they are found. */
final class HttpProblems {
    private HttpProblems() {}

    static Problem of(int status) {
        return switch (status) {
            case 404 -> Problem.of(404, "not-found", "There is nothing at this address.");
            case 405 -> Problem.of(405, "method-not-allowed", "The address does not take this method.");
            case 408 -> Problem.of(408, "request-timeout", "The request did not arrive in time.");
            case 413 -> Problem.of(413, "body-too-large", "The body is larger than this call takes.");
            case 414 -> Problem.of(414, "uri-too-long", "The address is too long.");
            case 415 -> Problem.of(415, "media-type-unsupported", "The call does not take a body of this media type.");
            case 431 -> Problem.of(431, "headers-too-large", "The header fields are too large.");
            case 501 -> Problem.of(501, "not-implemented", "The request uses a feature of HTTP that is not offered.");
            default -> Problem.of(400, "malformed-request", "The request is not valid HTTP.");
        };
    }

    /** The status in words, as RFC 9457 wants it for a title that is the same for all problems of a kind. */
    static String title(int status) {
        return HttpResponseStatus.valueOf(status).reasonPhrase();
    }
}
