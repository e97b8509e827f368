package cn.mejene.services.sandbox.payment;

import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.Locale;

/**
 * What WeChat Pay tells of trades and refunds, with what a merchant gets to see of the payer and must not keep.
 * Stateless.
 */
final class WechatPayContents {
    /** A payer and a bank that exist in the sandbox only; they must be found nowhere else. */
    static final String PAYER = "oUpF8uMuAJO_M2pxb1Q9zNjWeS6o";

    static final String BANK = "CMB_CREDIT_TAIL_6226";

    private WechatPayContents() {}

    /** @param state what to say of the trade, which may be what was true before */
    static JsonObject transaction(Trade trade, String state, Instant now) {
        var content = new JsonObject()
                .put("mchid", WechatPaySeal.MERCHANT)
                .put("appid", WechatPaySeal.application(trade.kind()))
                .put("out_trade_no", trade.number())
                .put("trade_state", state)
                .put("trade_state_desc", state)
                .put("amount", new JsonObject().put("total", trade.total()).put("currency", "CNY"));
        if (trade.isPaid() || state.equals("SUCCESS")) {
            content.put("transaction_id", trade.transaction())
                    .put("trade_type", trade.kind().toUpperCase(Locale.ROOT))
                    .put("bank_type", BANK)
                    .put("attach", "")
                    .put("success_time", PaymentClock.rfc3339(trade.paidAt().orElse(now)))
                    .put("payer", new JsonObject().put("openid", PAYER));
            content.getJsonObject("amount").put("payer_total", trade.total()).put("payer_currency", "CNY");
        }
        return content;
    }

    /** As the refund's own interface tells it. */
    static JsonObject refund(Trade trade, JsonObject refund) {
        var told = common(trade, refund)
                .put("channel", "ORIGINAL")
                .put("create_time", time(refund))
                .put("status", refund.getString("status"));
        if (refund.getString("status").equals("SUCCESS")) {
            told.put("success_time", time(refund));
        }
        return told;
    }

    /** As a notification tells it. */
    static JsonObject refundNotice(Trade trade, JsonObject refund) {
        return common(trade, refund)
                .put("mchid", WechatPaySeal.MERCHANT)
                .put("refund_status", "SUCCESS")
                .put("success_time", time(refund));
    }

    private static JsonObject common(Trade trade, JsonObject refund) {
        return new JsonObject()
                .put("out_trade_no", trade.number())
                .put("transaction_id", trade.transaction())
                .put("out_refund_no", refund.getString("number"))
                .put("refund_id", refund.getString("id"))
                .put("user_received_account", "招商银行信用卡6226")
                .put(
                        "amount",
                        new JsonObject()
                                .put("total", trade.total())
                                .put("refund", refund.getLong("amount"))
                                .put("payer_total", trade.total())
                                .put("payer_refund", refund.getLong("amount")));
    }

    private static String time(JsonObject refund) {
        return PaymentClock.rfc3339(Instant.parse(refund.getString("at")));
    }
}
