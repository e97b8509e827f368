package cn.mejene.services.sandbox;

import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import java.util.HashMap;
import java.util.Map;

/**
 * Kuaidi100 at {@code POST /poll}: parcels are subscribed, once each, by whoever has the key. {@code GET
 * /sandbox/subscriptions?number=} shows what it was told, {@code DELETE} gives a parcel up. Confined to the event loop.
 */
public final class KuaidiSandbox implements Stand {
    private final String key;
    private final Faults faults;
    private final Map<String, JsonObject> subscriptions = new HashMap<>();

    public KuaidiSandbox(String key, Faults faults) {
        this.key = key;
        this.faults = faults;
    }

    @Override
    public void mount(Vertx vertx, Router router) {
        router.post("/poll").handler(BodyHandler.create(false)).handler(this::subscribe);
        router.get("/sandbox/subscriptions").handler(this::show);
        router.delete("/sandbox/subscriptions").handler(this::giveUp);
    }

    private void subscribe(RoutingContext context) {
        var form = context.request().formAttributes();
        var wanted = new JsonObject(String.valueOf(form.get("param")));
        var code = "json".equals(form.get("schema")) ? code(wanted) : "701";
        switch (faults.next("kuaidi100")) {
            case SILENT -> {
                // Taken, and nobody is told.
            }
            case ERROR -> context.response().setStatusCode(500).end();
            default ->
                context.json(new JsonObject()
                        .put("result", code.equals("200"))
                        .put("returnCode", code)
                        .put("message", code));
        }
    }

    private String code(JsonObject wanted) {
        var number = wanted.getString("number", "");
        var parameters = wanted.getJsonObject("parameters", new JsonObject());
        boolean named = !wanted.getString("company", "").isEmpty() || "1".equals(parameters.getString("autoCom"));
        if (!key.equals(wanted.getString("key"))) {
            return "600";
        }
        if (number.length() < 6
                || !named
                || !parameters.getString("callbackurl", "").startsWith("http")) {
            return "701";
        }
        return subscriptions.putIfAbsent(number, parameters) == null ? "200" : "501";
    }

    private void giveUp(RoutingContext context) {
        subscriptions.remove(String.valueOf(context.queryParams().get("number")));
        context.response().setStatusCode(204).end();
    }

    private void show(RoutingContext context) {
        var subscription =
                subscriptions.get(String.valueOf(context.queryParams().get("number")));
        if (subscription == null) {
            context.response().setStatusCode(404).end();
            return;
        }
        context.json(subscription);
    }
}
