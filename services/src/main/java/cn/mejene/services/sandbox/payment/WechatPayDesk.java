package cn.mejene.services.sandbox.payment;

import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * WeChat Pay API v3 as a merchant calls it: order, query, close, refund, bill. It checks what the provider checks and
 * answers with the provider's codes. Confined to the sandbox's event loop.
 */
final class WechatPayDesk {
    private static final String PROVIDER = "wechatpay";
    private static final Pattern NUMBER = Pattern.compile("[0-9A-Za-z_\\-|*]{6,32}");
    private static final String PAYMENTS = "/v3/pay/transactions/";
    private static final long PROCESSING_MILLIS = 100;

    private final TradeStore trades;
    private final PaymentClock clock;
    private final WechatPaySeal seal;
    private final Faults faults;
    private final Notifier notifier;
    private final WechatPayForger forger;

    /** What a call is answered with. */
    private record Reply(int status, String body) {
        static Reply ok(JsonObject body) {
            return new Reply(200, body.encode());
        }

        static Reply refused(int status, String code) {
            return new Reply(
                    status,
                    new JsonObject().put("code", code).put("message", code).encode());
        }
    }

    /** One call. */
    @FunctionalInterface
    private interface Operation {
        Reply run(RoutingContext context, JsonObject body);
    }

    WechatPayDesk(TradeStore trades, PaymentClock clock, WechatPaySeal seal, Faults faults, Notifier notifier) {
        this.trades = trades;
        this.clock = clock;
        this.seal = seal;
        this.faults = faults;
        this.notifier = notifier;
        this.forger = new WechatPayForger(seal);
    }

    void mount(Router router) {
        router.route("/v3/*").handler(BodyHandler.create(false).setBodyLimit(64 * 1024));
        for (var kind : new String[] {"jsapi", "app", "native"}) {
            router.post(PAYMENTS + kind).handler(context -> answer(context, "order", (c, body) -> order(kind, body)));
        }
        router.get(PAYMENTS + "out-trade-no/:number")
                .handler(context -> answer(context, "query", (c, body) -> query(c)));
        router.post(PAYMENTS + "out-trade-no/:number/close")
                .handler(context -> answer(context, "close", (c, body) -> close(c)));
        router.post("/v3/refund/domestic/refunds")
                .handler(context -> answer(context, "refund", (c, body) -> refund(body)));
        router.get("/v3/refund/domestic/refunds/:number")
                .handler(context -> answer(context, "query-refund", (c, body) -> queryRefund(c)));
        router.get("/v3/bill/tradebill").handler(context -> answer(context, "bill", (c, body) -> bill(c)));
        router.get("/v3/billdownload/file").handler(this::download);
    }

    private void answer(RoutingContext context, String operation, Operation work) {
        var text =
                context.body().buffer() == null ? "" : context.body().buffer().toString(StandardCharsets.UTF_8);
        var fault = faults.take(operation).orElse("");
        var reply = seal.refuse(context, text)
                .map(code -> Reply.refused(401, code))
                .orElseGet(() -> fault.equals("error") ? Reply.refused(500, "SYSTEM_ERROR") : run(context, text, work));
        if (fault.equals("lost-answer")) {
            context.request().connection().close();
        } else {
            notifier.later(
                    fault.equals("slow") ? Faults.SLOW_MILLIS : 1,
                    () -> seal.answer(context, reply.status(), reply.body(), !fault.equals("unsigned")));
        }
    }

    private static Reply run(RoutingContext context, String text, Operation work) {
        try {
            return work.run(context, text.isEmpty() ? new JsonObject() : new JsonObject(text));
        } catch (DecodeException | ClassCastException | DateTimeException | NullPointerException e) {
            return Reply.refused(400, "PARAM_ERROR");
        }
    }

    private Reply order(String kind, JsonObject body) {
        var number = body.getString("out_trade_no", "");
        var amount = body.getJsonObject("amount");
        var notify = body.getString("notify_url", "");
        var payer = body.getJsonObject("payer", new JsonObject()).getString("openid", "");
        long total = amount.getLong("total");
        if (!WechatPaySeal.application(kind).equals(body.getString("appid"))
                || !WechatPaySeal.MERCHANT.equals(body.getString("mchid"))
                || !NUMBER.matcher(number).matches()
                || body.getString("description", "").isBlank()
                || body.getString("description", "").length() > 127
                || !notify.matches("https?://[^?#]+")
                || !"CNY".equals(amount.getString("currency"))
                || total < 1
                || (kind.equals("jsapi") && payer.isEmpty())) {
            return Reply.refused(400, "PARAM_ERROR");
        }
        var expires = OffsetDateTime.parse(body.getString("time_expire")).toInstant();
        var known = trades.find(number);
        if (known.isPresent() && (known.get().total() != total || known.get().isPaid())) {
            return Reply.refused(403, "OUT_TRADE_NO_USED");
        }
        trades.keep(known.orElseGet(
                () -> Trade.open(PROVIDER, number, total, notify, expires).orderedBy(kind)));
        return Reply.ok(
                kind.equals("native")
                        ? new JsonObject().put("code_url", "weixin://wxpay/bizpayurl?pr=" + number)
                        : new JsonObject().put("prepay_id", "wx" + number));
    }

    private Optional<Trade> trade(String number) {
        var trade = trades.find(number).filter(found -> found.provider().equals(PROVIDER));
        trade.ifPresent(found -> found.expire(clock.now()));
        return trade;
    }

    private Reply query(RoutingContext context) {
        if (!WechatPaySeal.MERCHANT.equals(context.queryParams().get("mchid"))) {
            return Reply.refused(400, "MCH_NOT_EXISTS");
        }
        return trade(context.pathParam("number"))
                .map(trade -> Reply.ok(WechatPayContents.transaction(trade, trade.state(), clock.now())))
                .orElseGet(() -> Reply.refused(404, "ORDER_NOT_EXIST"));
    }

    private Reply close(RoutingContext context) {
        var trade = trade(context.pathParam("number"));
        if (trade.isEmpty()) {
            return Reply.refused(404, "ORDER_NOT_EXIST");
        }
        if (!trade.get().close()) {
            return Reply.refused(400, "ORDER_PAID");
        }
        trades.keep(trade.get());
        return new Reply(204, "");
    }

    private Reply refund(JsonObject body) {
        var found = trade(body.getString("out_trade_no", ""));
        var number = body.getString("out_refund_no", "");
        var amount = body.getJsonObject("amount");
        if (found.isEmpty() || !found.get().isPaid()) {
            return Reply.refused(404, "RESOURCE_NOT_EXISTS");
        }
        var trade = found.get();
        boolean first = trade.refund(number).isEmpty();
        if (!NUMBER.matcher(number).matches() || amount.getLong("total") != trade.total()) {
            return Reply.refused(400, "PARAM_ERROR");
        }
        var refund = trade.refund(
                number, "5030" + Integer.toUnsignedString(number.hashCode()), amount.getLong("refund"), clock.now());
        if (refund.isEmpty()) {
            return Reply.refused(400, "INVALID_REQUEST");
        }
        trades.keep(trade);
        if (first) {
            notifier.later(PROCESSING_MILLIS, () -> settle(trade, refund.get()));
        }
        return Reply.ok(WechatPayContents.refund(trade, refund.get()));
    }

    private void settle(Trade trade, JsonObject refund) {
        refund.put("status", "SUCCESS");
        trades.keep(trade);
        notifier.send(trade, new Notifier.Wanted("refunded", refund.getString("number"), 1, ""));
    }

    private Reply queryRefund(RoutingContext context) {
        var number = context.pathParam("number");
        return trades.all().stream()
                .filter(trade -> trade.provider().equals(PROVIDER))
                .flatMap(trade -> trade.refund(number).map(r -> WechatPayContents.refund(trade, r)).stream())
                .findFirst()
                .map(Reply::ok)
                .orElseGet(() -> Reply.refused(404, "RESOURCE_NOT_EXISTS"));
    }

    private Reply bill(RoutingContext context) {
        var day = LocalDate.parse(context.queryParams().get("bill_date"));
        var bill = Bills.wechat(trades.all(), day);
        if (bill.isEmpty()) {
            return Reply.refused(400, "NO_STATEMENT_EXIST");
        }
        return Reply.ok(new JsonObject(Map.of(
                "hash_type",
                "SHA1",
                "hash_value",
                Bills.sha1(bill.get()),
                "download_url",
                "http://" + context.request().authority() + "/v3/billdownload/file?token=" + day)));
    }

    private void download(RoutingContext context) {
        var refusal = seal.refuse(context, "");
        if (refusal.isPresent()) {
            context.response().setStatusCode(401).end();
            return;
        }
        var bill =
                Bills.wechat(trades.all(), LocalDate.parse(context.queryParams().get("token")));
        context.response().putHeader("Content-Type", "text/plain").end(bill.orElse(""));
    }

    /** Makes one notification of a trade. */
    Notifier.Message message(Trade trade, Notifier.Wanted wanted, String id) {
        return switch (wanted.event()) {
            case "refunded" ->
                forger.message(
                        id,
                        "REFUND.SUCCESS",
                        WechatPayContents.refundNotice(
                                trade, trade.refund(wanted.refund()).orElseThrow()),
                        wanted.forgery());
            case "closed" -> transaction(trade, wanted, id, "CLOSED");
            default -> transaction(trade, wanted, id, "SUCCESS");
        };
    }

    private Notifier.Message transaction(Trade trade, Notifier.Wanted wanted, String id, String state) {
        var content = WechatPayContents.transaction(trade, state, clock.now());
        return forger.message(id, "TRANSACTION." + state, content, wanted.forgery());
    }
}
