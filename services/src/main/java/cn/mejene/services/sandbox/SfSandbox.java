package cn.mejene.services.sandbox;

import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * SF Express (fengqiao) at {@code POST /std/service}: orders are made and searched for, signatures checked, 200 even when
 * it refuses. {@code GET /sandbox/parcels?orderId=} shows what it was told. Confined to the event loop.
 */
public final class SfSandbox implements Stand {
    private static final String PARTNER = "sandbox";

    private final String checkWord;
    private final Faults faults;
    private final Map<String, Taken> orders = new HashMap<>();

    private record Taken(String number, JsonObject wanted) {}

    /** @param checkWord of the partner {@code sandbox} */
    public SfSandbox(String checkWord, Faults faults) {
        this.checkWord = checkWord;
        this.faults = faults;
    }

    @Override
    public void mount(Vertx vertx, Router router) {
        router.post("/std/service").handler(BodyHandler.create(false)).handler(this::serve);
        router.get("/sandbox/parcels").handler(this::show);
    }

    private void serve(RoutingContext context) {
        var form = context.request().formAttributes();
        var data = form.get("msgData");
        if (!PARTNER.equals(form.get("partnerID"))
                || data == null
                || !isSigned(form.get("msgDigest"), data + form.get("timestamp"))) {
            answer(context, "A1006", null);
            return;
        }
        var wanted = new JsonObject(data);
        var result =
                switch (String.valueOf(form.get("serviceCode"))) {
                    case "EXP_RECE_CREATE_ORDER" -> order(wanted);
                    case "EXP_RECE_SEARCH_ORDER_RESP" -> search(wanted.getString("orderId"));
                    default -> null;
                };
        switch (faults.next("sf")) {
            case SILENT -> {
                // Taken, and nobody is told.
            }
            case ERROR -> context.response().setStatusCode(500).end();
            default -> answer(context, result == null ? "A1004" : "A1000", result);
        }
    }

    private JsonObject order(JsonObject wanted) {
        var id = wanted.getString("orderId");
        if (orders.containsKey(id)) {
            return refused("8016");
        }
        var recipient = wanted.getJsonArray("contactInfoList").getJsonObject(1);
        if (recipient.getString("contact", "").isBlank()
                || recipient.getString("address", "").isBlank()) {
            return refused("1010");
        }
        orders.put(id, new Taken("SF%013d".formatted(7_444_400_000_000L + orders.size()), wanted));
        return search(id);
    }

    private JsonObject search(String id) {
        var taken = orders.get(id);
        if (taken == null) {
            return refused("8018");
        }
        var number = new JsonObject().put("waybillType", 1).put("waybillNo", taken.number());
        var told = new JsonObject()
                .put("orderId", id)
                .put("filterResult", 2)
                .put("waybillNoInfoList", new JsonArray().add(number));
        return new JsonObject().put("success", true).put("errorCode", "S0000").put("msgData", told);
    }

    private static JsonObject refused(String code) {
        return new JsonObject().put("success", false).put("errorCode", code).putNull("msgData");
    }

    private static void answer(RoutingContext context, String code, @Nullable JsonObject result) {
        context.json(new JsonObject()
                .put("apiResponseID", UUID.randomUUID().toString())
                .put("apiResultCode", code)
                .put("apiErrorMsg", "")
                .put("apiResultData", result == null ? "" : result.encode()));
    }

    private void show(RoutingContext context) {
        var taken = orders.get(String.valueOf(context.queryParams().get("orderId")));
        if (taken == null) {
            context.response().setStatusCode(404).end();
            return;
        }
        context.json(taken.wanted().copy().put("waybillNo", taken.number()));
    }

    private boolean isSigned(String digest, String signed) {
        try {
            var expected = MessageDigest.getInstance("MD5")
                    .digest(URLEncoder.encode(signed + checkWord, StandardCharsets.UTF_8)
                            .getBytes(StandardCharsets.UTF_8));
            return MessageDigest.isEqual(
                    Base64.getEncoder().encode(expected), String.valueOf(digest).getBytes(StandardCharsets.US_ASCII));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JDK has no MD5", e);
        }
    }
}
