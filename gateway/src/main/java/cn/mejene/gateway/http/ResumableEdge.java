package cn.mejene.gateway.http;

import cn.mejene.gateway.contract.Contract;
import cn.mejene.gateway.contract.Operation;
import cn.mejene.gateway.contract.StreamMode;
import cn.mejene.kernel.Problem;
import cn.mejene.kernel.call.Answer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What tus 1.0.0 asks of every exchange at the addresses of resumable uploads, whatever their operation: the version,
 * the method's other name, and what scripts of other origins may see. Stateless, for event loops.
 */
final class ResumableEdge {
    private static final String VERSION = "1.0.0";
    private static final String OVERRIDE = "X-HTTP-Method-Override";
    private static final Set<String> OVERRIDING = Set.of("PATCH", "HEAD", "DELETE");
    private static final String EXPOSED = "Location, Upload-Offset, Upload-Length, Upload-Defer-Length,"
            + " Upload-Metadata, Upload-Expires, Upload-Concat, Tus-Version, Tus-Resumable, Tus-Extension, Tus-Max-Size,"
            + " Tus-Checksum-Algorithm, Mejene-Record, Retry-After, traceparent";
    private static final String ALLOWED = "Authorization, Content-Type, Tus-Resumable, Upload-Length, Upload-Offset,"
            + " Upload-Defer-Length, Upload-Metadata, Upload-Concat, Upload-Checksum, X-HTTP-Method-Override,"
            + " X-Requested-With, X-Request-ID, traceparent";

    private final Edge edge;

    ResumableEdge(Edge edge) {
        this.edge = edge;
    }

    /** Ahead of the contract's own routes. */
    void mount(Router router, Contract contract) {
        contract.operations().stream()
                .filter(operation -> operation.stream() == StreamMode.PARTS)
                .map(Operation::path)
                .distinct()
                .forEach(path -> router.route(path).handler(this::handle));
    }

    private void handle(RoutingContext context) {
        var request = context.request();
        var response = context.response();
        response.putHeader("Tus-Resumable", VERSION);
        expose(response, request.getHeader("Origin"));
        if (overrides(context)) {
            return;
        }
        if (HttpMethod.OPTIONS.equals(request.method())) {
            options(context);
        } else if (!VERSION.equals(request.getHeader("Tus-Resumable"))) {
            edge.problems()
                    .write(
                            context,
                            Problem.of(412, "tus-version-unsupported", "Resumable uploads speak tus 1.0.0.")
                                    .header("Tus-Version", VERSION));
        } else {
            context.next();
        }
    }

    /** Goes through the router anew, under the method that is meant. */
    private static boolean overrides(RoutingContext context) {
        var meant = context.request().getHeader(OVERRIDE);
        if (meant == null || !HttpMethod.POST.equals(context.request().method())) {
            return false;
        }
        var method = meant.strip().toUpperCase(Locale.ROOT);
        if (!OVERRIDING.contains(method)) {
            return false;
        }
        context.reroute(HttpMethod.valueOf(method), context.request().path());
        return true;
    }

    private void expose(HttpServerResponse response, @Nullable String origin) {
        response.putHeader("Access-Control-Expose-Headers", EXPOSED).putHeader("Vary", "Origin");
        if (origin != null && edge.config().origins().contains(origin)) {
            response.putHeader("Access-Control-Allow-Origin", origin);
        }
    }

    private void options(RoutingContext context) {
        var response = context.response();
        boolean preflight = context.request().getHeader("Access-Control-Request-Method") != null;
        if (!preflight || !response.headers().contains("Access-Control-Allow-Origin")) {
            context.next();
            return;
        }
        edge.answers()
                .write(
                        context,
                        new Answer(
                                204,
                                Map.of(
                                        "Access-Control-Allow-Methods", "POST, HEAD, PATCH, DELETE, OPTIONS",
                                        "Access-Control-Allow-Headers", ALLOWED,
                                        "Access-Control-Max-Age", "600"),
                                null));
    }
}
