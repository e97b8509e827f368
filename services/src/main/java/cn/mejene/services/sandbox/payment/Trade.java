package cn.mejene.services.sandbox.payment;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * One trade as a provider keeps it. Money that is there never goes away but by a refund, and what is closed stays
 * closed. Confined to the sandbox's event loop.
 */
final class Trade {
    private final JsonObject fields;
    private final Map<String, JsonObject> refunds = new LinkedHashMap<>();

    private Trade(JsonObject fields) {
        this.fields = fields;
    }

    static Trade open(String provider, String number, long total, String notifyUrl, Instant expiresAt) {
        return new Trade(new JsonObject()
                .put("provider", provider)
                .put("number", number)
                .put("total", total)
                .put("notifyUrl", notifyUrl)
                .put("expiresAt", expiresAt.toString())
                .put("state", "NOTPAY"));
    }

    static Trade read(JsonObject json) {
        var trade = new Trade(json.copy());
        var refunds = (JsonArray) trade.fields.remove("refunds");
        refunds.forEach(refund -> trade.refunds.put(((JsonObject) refund).getString("number"), (JsonObject) refund));
        return trade;
    }

    JsonObject toJson() {
        var all = new JsonArray();
        refunds.values().forEach(all::add);
        return fields.copy().put("refunds", all);
    }

    String provider() {
        return fields.getString("provider");
    }

    String number() {
        return fields.getString("number");
    }

    long total() {
        return fields.getLong("total");
    }

    /** By which of WeChat Pay's interfaces it was ordered. */
    Trade orderedBy(String kind) {
        fields.put("kind", kind);
        return this;
    }

    /** {@code jsapi}, {@code app} or {@code native}; of no meaning elsewhere. */
    String kind() {
        return fields.getString("kind", "jsapi");
    }

    String notifyUrl() {
        return fields.getString("notifyUrl");
    }

    /** WeChat Pay's words: NOTPAY, SUCCESS, CLOSED, REFUND. */
    String state() {
        return fields.getString("state");
    }

    boolean isPaid() {
        return fields.containsKey("paidAt");
    }

    /** The provider's number of the trade; made up when there is none yet. */
    String transaction() {
        return fields.getString("transaction", "42000000" + number().hashCode());
    }

    Optional<Instant> paidAt() {
        return Optional.ofNullable(fields.getString("paidAt")).map(Instant::parse);
    }

    /** The payer has paid; nothing happens to a trade that is closed or paid. */
    void pay(Instant at, String transaction) {
        if (state().equals("NOTPAY")) {
            fields.put("state", "SUCCESS").put("paidAt", at.toString()).put("transaction", transaction);
        }
    }

    boolean close() {
        if (isPaid()) {
            return false;
        }
        fields.put("state", "CLOSED");
        return true;
    }

    void expire(Instant now) {
        if (state().equals("NOTPAY") && !now.isBefore(Instant.parse(fields.getString("expiresAt")))) {
            fields.put("state", "CLOSED");
        }
    }

    long refunded() {
        return refunds.values().stream()
                .mapToLong(refund -> refund.getLong("amount"))
                .sum();
    }

    Map<String, JsonObject> refunds() {
        return refunds;
    }

    /** Number of the newest refund, empty without. */
    String lastRefund() {
        return refunds.keySet().stream().reduce((first, last) -> last).orElse("");
    }

    Optional<JsonObject> refund(String number) {
        return Optional.ofNullable(refunds.get(number));
    }

    /** Takes a refund; the same number again is the same refund. Empty when there is not so much left. */
    Optional<JsonObject> refund(String number, String id, long amount, Instant at) {
        if (refunds.containsKey(number)) {
            return refund(number).filter(known -> known.getLong("amount") == amount);
        }
        if (!isPaid() || amount <= 0 || amount > total() - refunded()) {
            return Optional.empty();
        }
        refunds.put(
                number,
                new JsonObject()
                        .put("number", number)
                        .put("id", id)
                        .put("amount", amount)
                        .put("status", "PROCESSING")
                        .put("at", at.toString()));
        fields.put("state", "REFUND");
        return refund(number);
    }
}
