package cn.mejene.services.sandbox.payment;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Alipay's gateway as a merchant and a payer's app or browser call it: app and page payment, query, close, refund, bill.
 * Confined to the sandbox's event loop.
 */
final class AlipayDesk {
    private static final String PROVIDER = "alipay";
    private static final DateTimeFormatter PLAIN = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss");

    private final TradeStore trades;
    private final PaymentClock clock;
    private final AlipaySeal seal;
    private final Faults faults;

    AlipayDesk(TradeStore trades, PaymentClock clock, AlipaySeal seal, Faults faults) {
        this.trades = trades;
        this.clock = clock;
        this.seal = seal;
        this.faults = faults;
    }

    void mount(Router router) {
        router.post("/gateway.do")
                .handler(BodyHandler.create(false).setBodyLimit(64 * 1024))
                .handler(this::call);
        router.get("/gateway.do").handler(this::page);
        router.get("/alipay-bill").handler(this::download);
    }

    /** A payer brings a signed order, in an app or as an address; answers its trade. */
    Optional<Trade> take(String signedOrder) {
        return seal.authentic(signedOrder)
                .filter(fields -> fields.getOrDefault("method", "").matches("alipay\\.trade\\.(app|page)\\.pay"))
                .map(fields -> {
                    var content = new JsonObject(fields.get("biz_content"));
                    return trades.find(content.getString("out_trade_no"))
                            .orElseGet(() -> open(content, fields.getOrDefault("notify_url", "")));
                });
    }

    private Trade open(JsonObject content, String notifyUrl) {
        var expires = LocalDateTime.parse(content.getString("time_expire"), PLAIN)
                .atZone(PaymentClock.ZONE)
                .toInstant();
        var trade = Trade.open(
                PROVIDER, content.getString("out_trade_no"), fen(content, "total_amount"), notifyUrl, expires);
        trades.keep(trade);
        return trade;
    }

    private void page(RoutingContext context) {
        var trade = take(String.valueOf(context.request().query()));
        context.response()
                .setStatusCode(trade.isPresent() ? 200 : 400)
                .putHeader("Content-Type", "text/plain; charset=utf-8")
                .end(trade.isPresent() ? "sandbox: pay " + trade.get().number() : "invalid-signature");
    }

    private void call(RoutingContext context) {
        var body = context.body().buffer();
        var fields = seal.authentic(body == null ? "" : body.toString(StandardCharsets.UTF_8));
        if (fields.isEmpty()) {
            answer(context, "error", refused("40002", "isv.invalid-signature"), true);
            return;
        }
        var method = fields.get().getOrDefault("method", "");
        clock.observe(LocalDateTime.parse(fields.get().get("timestamp"), PLAIN)
                .atZone(PaymentClock.ZONE)
                .toInstant());
        var fault = faults.take(method.substring(method.lastIndexOf('.') + 1)).orElse("");
        var answer = fault.equals("error")
                ? refused("20000", "aop.ACQ.SYSTEM_ERROR")
                : run(context, method, new JsonObject(fields.get().getOrDefault("biz_content", "{}")));
        switch (fault) {
            case "lost-answer" -> context.request().connection().close();
            case "slow" -> context.vertx().setTimer(Faults.SLOW_MILLIS, _ -> answer(context, method, answer, true));
            default -> answer(context, method, answer, !fault.equals("unsigned"));
        }
    }

    private void answer(RoutingContext context, String method, JsonObject content, boolean authentic) {
        context.response()
                .putHeader("Content-Type", "text/html;charset=utf-8")
                .end(Buffer.buffer(seal.answer(method, content, authentic)));
    }

    private JsonObject run(RoutingContext context, String method, JsonObject content) {
        if (method.equals("alipay.data.dataservice.bill.downloadurl.query")) {
            return bill(context, LocalDate.parse(content.getString("bill_date")));
        }
        var found = trades.find(content.getString("out_trade_no", ""))
                .filter(trade -> trade.provider().equals(PROVIDER));
        if (found.isEmpty()) {
            return refused("40004", "ACQ.TRADE_NOT_EXIST");
        }
        var trade = found.get();
        trade.expire(clock.now());
        return switch (method) {
            case "alipay.trade.query" -> told(trade);
            case "alipay.trade.close" -> close(trade);
            case "alipay.trade.refund" -> refund(trade, content);
            case "alipay.trade.fastpay.refund.query" -> refundTold(trade, content.getString("out_request_no", ""));
            default -> refused("40004", "isv.invalid-method");
        };
    }

    private JsonObject told(Trade trade) {
        var told = basic(trade)
                .put("trade_status", status(trade))
                .put("total_amount", Bills.yuan(trade.total()))
                .put("buyer_logon_id", "pay***@example.com")
                .put("buyer_user_id", WechatPayContents.PAYER);
        trade.paidAt().ifPresent(at -> told.put("send_pay_date", PaymentClock.plain(at)));
        return told;
    }

    private static String status(Trade trade) {
        return switch (trade.state()) {
            case "NOTPAY" -> "WAIT_BUYER_PAY";
            case "CLOSED" -> "TRADE_CLOSED";
            default -> trade.refunded() == trade.total() ? "TRADE_CLOSED" : "TRADE_SUCCESS";
        };
    }

    private JsonObject close(Trade trade) {
        if (!trade.close()) {
            return refused("40004", "ACQ.TRADE_STATUS_ERROR");
        }
        trades.keep(trade);
        return basic(trade);
    }

    private JsonObject refund(Trade trade, JsonObject content) {
        var number = content.getString("out_request_no");
        boolean first = trade.refund(number).isEmpty();
        var refund = trade.refund(number, number, fen(content, "refund_amount"), clock.now());
        if (refund.isEmpty()) {
            return refused("40004", "ACQ.REFUND_AMT_NOT_EQUAL_TOTAL");
        }
        refund.get().put("status", "SUCCESS");
        trades.keep(trade);
        return basic(trade).put("fund_change", first ? "Y" : "N").put("refund_fee", Bills.yuan(trade.refunded()));
    }

    private JsonObject refundTold(Trade trade, String number) {
        var told = basic(trade);
        trade.refund(number).ifPresent(refund -> told.put("refund_status", "REFUND_SUCCESS")
                .put("out_request_no", number)
                .put("refund_amount", Bills.yuan(refund.getLong("amount")))
                .put("gmt_refund_pay", PaymentClock.plain(Instant.parse(refund.getString("at")))));
        return told;
    }

    private static JsonObject basic(Trade trade) {
        return new JsonObject()
                .put("code", "10000")
                .put("msg", "Success")
                .put("out_trade_no", trade.number())
                .put("trade_no", trade.transaction());
    }

    private JsonObject bill(RoutingContext context, LocalDate day) {
        return Bills.alipay(trades.all(), day, false).isEmpty()
                ? refused("40004", "isv.BILL_NOT_EXIST")
                : new JsonObject()
                        .put("code", "10000")
                        .put(
                                "bill_download_url",
                                "http://" + context.request().authority() + "/alipay-bill?day=" + day);
    }

    private void download(RoutingContext context) {
        boolean badLine = faults.take("bill-file").filter("bad-line"::equals).isPresent();
        var bill =
                Bills.alipay(trades.all(), LocalDate.parse(context.queryParams().get("day")), badLine);
        context.response().putHeader("Content-Type", "application/zip").end(Buffer.buffer(bill.orElse(new byte[0])));
    }

    private static JsonObject refused(String code, String subCode) {
        return new JsonObject().put("code", code).put("msg", "Business Failed").put("sub_code", subCode);
    }

    private static long fen(JsonObject content, String field) {
        return new BigDecimal(String.valueOf(content.getValue(field)))
                .movePointRight(2)
                .longValueExact();
    }

    /** Makes one notification of a trade. */
    Notifier.Message message(Trade trade, Notifier.Wanted wanted, String id) {
        var now = clock.now();
        var fields = new TreeMap<>(Map.of(
                "notify_time",
                PaymentClock.plain(now),
                "notify_type",
                "trade_status_sync",
                "notify_id",
                id,
                "charset",
                "utf-8",
                "version",
                "1.0",
                "app_id",
                AlipaySeal.APP,
                "seller_id",
                AlipaySeal.SELLER,
                "trade_no",
                trade.transaction(),
                "out_trade_no",
                trade.number(),
                "total_amount",
                Bills.yuan(trade.total())));
        fields.put("buyer_id", WechatPayContents.PAYER);
        fields.put("buyer_logon_id", "pay***@example.com");
        fields.put(
                "fund_bill_list", "[{\"amount\":\"" + Bills.yuan(trade.total()) + "\",\"fundChannel\":\"PCREDIT\"}]");
        if (!wanted.event().equals("closed")) {
            fields.put("gmt_payment", PaymentClock.plain(trade.paidAt().orElse(now)));
        }
        tellOutcome(fields, trade, wanted);
        return forged(fields, wanted.forgery());
    }

    private static void tellOutcome(Map<String, String> fields, Trade trade, Notifier.Wanted wanted) {
        switch (wanted.event()) {
            case "closed" -> fields.put("trade_status", "TRADE_CLOSED");
            case "refunded" -> {
                var refund = trade.refund(wanted.refund()).orElseThrow();
                fields.put("trade_status", status(trade));
                fields.put("out_biz_no", wanted.refund());
                fields.put("refund_fee", Bills.yuan(trade.refunded()));
                fields.put("gmt_refund", PaymentClock.plain(Instant.parse(refund.getString("at"))) + ".000");
            }
            default -> fields.put("trade_status", "TRADE_SUCCESS");
        }
    }

    private Notifier.Message forged(SortedMap<String, String> fields, String forgery) {
        var form = "application/x-www-form-urlencoded; charset=utf-8";
        var body =
                switch (forgery) {
                    case "" -> seal.notification(fields);
                    case "tampered" -> seal.notification(fields) + "&subject=x";
                    case "unsigned" -> AlipaySeal.write(fields);
                    case "altered" -> seal.notification(fields).replace("sign=", "sign=A");
                    case "key" -> seal.notificationByAnother(fields);
                    case "replayed" -> seal.notification(fields).replace("notify_id=", "notify_id=9");
                    case "application" -> seal.notification(with(fields, "app_id", "2021000000000009"));
                    case "merchant" -> seal.notification(with(fields, "seller_id", "2088000000000009"));
                    case "order" -> seal.notification(with(fields, "out_trade_no", "pay_00000000000000000000000000"));
                    case "amount" ->
                        seal.notification(with(fields, "total_amount", more(fields.getOrDefault("total_amount", "0"))));
                    default -> throw new IllegalArgumentException("unknown forgery");
                };
        return new Notifier.Message(form, body, Map.of());
    }

    private static String more(String yuan) {
        return new BigDecimal(yuan).add(new BigDecimal("0.01")).toPlainString();
    }

    private static SortedMap<String, String> with(SortedMap<String, String> fields, String name, String value) {
        var changed = new TreeMap<>(fields);
        changed.put(name, value);
        return changed;
    }
}
