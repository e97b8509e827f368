package cn.mejene.services.sandbox.payment;

import io.vertx.core.json.JsonObject;
import java.util.Map;
import java.util.TreeMap;

/**
 * Makes notifications of WeChat Pay, true ones and such as an attacker, or a provider that errs, would send: what is
 * wrong is in the content, in what surrounds it, or in how it is signed. Confined to the sandbox's event loop.
 */
final class WechatPayForger {
    private static final String JSON = "application/json; charset=utf-8";

    private final WechatPaySeal seal;

    WechatPayForger(WechatPaySeal seal) {
        this.seal = seal;
    }

    /** @param forgery what is to be wrong; empty for nothing */
    Notifier.Message message(String id, String type, JsonObject content, String forgery) {
        wrongContent(content, forgery);
        var envelope = new JsonObject(seal.notification(id, type, content));
        wrongEnvelope(envelope.getJsonObject("resource"), forgery);
        return sent(envelope.encode(), forgery);
    }

    /** Rightly sealed and signed, and of somebody or something else. */
    private static void wrongContent(JsonObject content, String forgery) {
        var amount = content.getJsonObject("amount");
        switch (forgery) {
            case "merchant" -> content.put("mchid", "1900000999");
            case "application" -> content.put("appid", "wx0000000000000000");
            case "channel" -> content.put("appid", other(content.getString("appid")));
            case "amount" -> amount.put("total", amount.getLong("total") + 1);
            case "currency" -> amount.put("currency", "USD");
            case "order" -> content.put("out_trade_no", "pay_00000000000000000000000000");
            default -> {}
        }
    }

    /** The merchant's other application. */
    private static String other(String application) {
        return WechatPaySeal.APP.equals(application) ? WechatPaySeal.MOBILE_APP : WechatPaySeal.APP;
    }

    private static void wrongEnvelope(JsonObject resource, String forgery) {
        switch (forgery) {
            case "associated-data" -> resource.put("associated_data", "refunded");
            case "algorithm" -> resource.put("algorithm", "AEAD_SM4_GCM");
            default -> {}
        }
    }

    private Notifier.Message sent(String body, String forgery) {
        return switch (forgery) {
            case "tampered" -> new Notifier.Message(JSON, body + " ", seal.signed(body));
            case "reserialised" -> new Notifier.Message(JSON, new JsonObject(body).encodePrettily(), seal.signed(body));
            case "replayed" -> {
                var another = new JsonObject(body).put("id", "EV-2026000000000000000");
                yield new Notifier.Message(JSON, another.encode(), seal.signed(body));
            }
            case "key" -> new Notifier.Message(JSON, body, seal.signedByAnother(body));
            case "stale" -> new Notifier.Message(JSON, body, seal.signed(body, seal.stale()));
            case "signtest" ->
                new Notifier.Message(JSON, body, with(seal.signed(body), "Wechatpay-Signature", "WECHATPAY/SIGNTEST/"));
            case "serial" -> new Notifier.Message(JSON, body, with(seal.signed(body), "Wechatpay-Serial", "NO_SUCH_"));
            case "stripped" -> new Notifier.Message(JSON, body, Map.of());
            case "",
                    "merchant",
                    "application",
                    "channel",
                    "amount",
                    "currency",
                    "order",
                    "associated-data",
                    "algorithm" -> new Notifier.Message(JSON, body, seal.signed(body));
            default -> throw new IllegalArgumentException("unknown forgery");
        };
    }

    private static Map<String, String> with(Map<String, String> headers, String name, String prefix) {
        var changed = new TreeMap<>(headers);
        changed.put(name, prefix + changed.get(name));
        return changed;
    }
}
