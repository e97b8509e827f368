package cn.mejene.gateway.http;

import io.vertx.core.Handler;
import io.vertx.ext.web.RoutingContext;

/** Keeps what breaks a request before anybody reads its body, which would be lost otherwise. For event loops. */
public final class RequestFailure {
    private static final String KEY = RequestFailure.class.getName();

    private RequestFailure() {}

    /** From the first moment on. */
    static void watch(RoutingContext context) {
        context.request().exceptionHandler(cause -> context.put(KEY, cause));
    }

    /** Tells the handler what breaks the request from now on, and at once what has broken it already. */
    public static void tell(RoutingContext context, Handler<Throwable> handler) {
        context.request().exceptionHandler(handler);
        Throwable early = context.get(KEY);
        if (early != null) {
            handler.handle(early);
        }
    }
}
