package cn.mejene.gateway.http;

import cn.mejene.kernel.Json;
import cn.mejene.kernel.Problem;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.HttpException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The only writer of {@code application/problem+json} (RFC 9457). What is not a {@link Problem} is a bug: logged once
 * with the trace id, shown as an opaque 500. Stateless, for event loops. Never shows or logs a request's values.
 */
public final class Problems {
    private static final Logger LOG = LoggerFactory.getLogger(Problems.class);
    private static final String CHALLENGE = "WWW-Authenticate";
    private static final String MEDIA_TYPE = "application/problem+json";
    private static final String TYPES = "https://mejene.cn/problems/";

    private final UnreadBodies unread;

    public Problems(Vertx vertx) {
        this.unread = new UnreadBodies(vertx);
    }

    /** Answers with the failure; a response whose head has left already is cut instead. */
    public void write(RoutingContext context, Throwable failure) {
        write(context.request(), failure);
    }

    /** As {@link #write(RoutingContext, Throwable)}, for requests that no router has seen. */
    public void write(HttpServerRequest request, Throwable failure) {
        var response = request.response();
        if (response.ended() || response.closed()) {
            return;
        }
        EdgeHeaders.begin(request);
        var trace = TraceContext.of(response);
        var problem = problem(failure, trace);
        if (response.headWritten()) {
            response.reset();
            return;
        }
        send(request, problem, trace);
    }

    private void send(HttpServerRequest request, Problem problem, TraceContext trace) {
        var response = request.response();
        var body = Buffer.buffer(Json.bytes(body(problem, trace)));
        response.setStatusCode(problem.status());
        problem.headers().forEach(response::putHeader);
        if (problem.status() == 401 && !response.headers().contains(CHALLENGE)) {
            response.putHeader(CHALLENGE, "Bearer");
        }
        response.putHeader(HttpHeaders.CONTENT_TYPE, MEDIA_TYPE)
                .putHeader(HttpHeaders.CONTENT_LENGTH, String.valueOf(body.length()));
        unread.end(request, HttpMethod.HEAD.equals(request.method()) ? Buffer.buffer() : body);
    }

    private static Problem problem(Throwable failure, TraceContext trace) {
        if (failure instanceof Problem problem) {
            return problem;
        }
        // vertx-web refuses what it cannot decode itself, e.g. a malformed path.
        if (failure instanceof HttpException refused && refused.getStatusCode() < 500) {
            return HttpProblems.of(refused.getStatusCode());
        }
        LOG.atError()
                .addKeyValue("traceId", trace.traceId())
                .setCause(new Bug(failure))
                .log("request failed");
        return Problem.of(500, "internal-error", "Something went wrong on our side.");
    }

    private static Map<String, Object> body(Problem problem, TraceContext trace) {
        var body = new LinkedHashMap<String, Object>();
        body.put("type", TYPES + problem.code());
        body.put("title", HttpProblems.title(problem.status()));
        body.put("status", problem.status());
        body.put("detail", problem.detail());
        body.put("code", problem.code());
        body.put("traceId", trace.traceId());
        if (!problem.errors().isEmpty()) {
            body.put("errors", problem.errors());
        }
        problem.members().forEach(body::putIfAbsent);
        return body;
    }

    /** A bug as it may be logged: where and of which type, without its message, which may quote the request. */
    private static final class Bug extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Bug(Throwable failure) {
            super(failure.getClass().getName());
            setStackTrace(failure.getStackTrace());
        }
    }
}
