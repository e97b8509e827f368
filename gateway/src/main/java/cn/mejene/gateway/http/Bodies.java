package cn.mejene.gateway.http;

import cn.mejene.gateway.contract.BodyRule;
import cn.mejene.gateway.contract.MediaTypes;
import cn.mejene.kernel.Json;
import cn.mejene.kernel.Problem;
import com.fasterxml.jackson.databind.JsonNode;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads bodies that are not streams: paused requests, up to a limit, in bounded time, and checked against the
 * contract. For event loops.
 */
final class Bodies {
    private static final Pattern FOREIGN_CHARSET =
            Pattern.compile(";\\s*charset\\s*=\\s*(?!\"?utf-8\"?\\s*(;|$))", Pattern.CASE_INSENSITIVE);

    private final Vertx vertx;
    private final int defaultLimit;

    Bodies(Vertx vertx, int defaultLimit) {
        this.vertx = vertx;
        this.defaultLimit = defaultLimit;
    }

    /** The body as it came, or empty; a failed future carries a {@link Problem}. Resumes the request. */
    Future<Optional<Buffer>> read(RoutingContext context, @Nullable BodyRule rule, long deadline) {
        var request = context.request();
        if (!UnreadBodies.announced(request)) {
            RequestFlow.resume(request);
            return rule != null && rule.required()
                    ? Future.failedFuture(missing())
                    : Future.succeededFuture(Optional.empty());
        }
        if (rule == null) {
            return Future.failedFuture(Problem.of(400, "body-unexpected", "The call takes no body."));
        }
        var content = content(request, rule);
        long limit = rule.limit().orElse(defaultLimit);
        if (declaredLength(request) > limit) {
            return Future.failedFuture(HttpProblems.of(413));
        }
        return collect(context, limit, deadline).map(body -> checked(rule, content, body));
    }

    /** Checks that the operation takes the media type that the request names; throws 415. */
    static BodyRule.Content content(HttpServerRequest request, BodyRule rule) {
        // RFC 9110, 8.3: without the field, bytes are just bytes.
        var field = Objects.requireNonNullElse(request.getHeader(HttpHeaders.CONTENT_TYPE), "application/octet-stream");
        var content = rule.content(mediaType(field));
        boolean encoded = request.headers().contains(HttpHeaders.CONTENT_ENCODING);
        if (content.isEmpty() || encoded || isForeignJson(field)) {
            throw HttpProblems.of(415)
                    .header(
                            "Accept",
                            String.join(
                                    ", ",
                                    rule.contents().keySet().stream().sorted().toList()));
        }
        return content.get();
    }

    private static boolean isForeignJson(String field) {
        return MediaTypes.isJson(mediaType(field))
                && FOREIGN_CHARSET.matcher(field).find();
    }

    private static String mediaType(String field) {
        int end = field.indexOf(';');
        return (end < 0 ? field : field.substring(0, end)).strip().toLowerCase(Locale.ROOT);
    }

    private static long declaredLength(HttpServerRequest request) {
        var length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
        try {
            return length == null ? 0 : Long.parseLong(length);
        } catch (NumberFormatException e) {
            throw HttpProblems.of(400);
        }
    }

    private Future<Buffer> collect(RoutingContext context, long limit, long deadline) {
        var request = context.request();
        var whole = Promise.<Buffer>promise();
        var body = Buffer.buffer();
        request.handler(chunk -> {
            if (body.length() + chunk.length() > limit) {
                RequestFlow.hold(request);
                whole.tryFail(HttpProblems.of(413));
            } else {
                body.appendBuffer(chunk);
            }
        });
        RequestFailure.tell(context, broken -> whole.tryFail(HttpProblems.of(400)));
        request.endHandler(complete -> whole.tryComplete(body));
        long millis = Math.max(1, (deadline - System.nanoTime()) / 1_000_000);
        long timer = vertx.setTimer(millis, late -> whole.tryFail(HttpProblems.of(408)));
        continueIfAsked(request);
        RequestFlow.resume(request);
        return whole.future().onComplete(any -> vertx.cancelTimer(timer));
    }

    private static void continueIfAsked(HttpServerRequest request) {
        if (UnreadBodies.waitsForContinue(request)) {
            request.response().writeContinue();
        }
    }

    private static Optional<Buffer> checked(BodyRule rule, BodyRule.Content content, Buffer body) {
        if (body.length() == 0) {
            if (rule.required()) {
                throw missing();
            }
            return Optional.empty();
        }
        if (content.schema() != null) {
            var faults = content.faults(parse(body));
            if (!faults.isEmpty()) {
                throw Parameters.invalid(faults);
            }
        }
        return Optional.of(body);
    }

    private static JsonNode parse(Buffer body) {
        try {
            return Json.mapper().readTree(body.getBytes());
        } catch (IOException e) {
            throw Problem.of(400, "malformed-json", "The body is not valid JSON.");
        }
    }

    private static Problem missing() {
        return Problem.of(400, "body-missing", "The call needs a body.");
    }
}
