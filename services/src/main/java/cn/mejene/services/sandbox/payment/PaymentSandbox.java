package cn.mejene.services.sandbox.payment;

import cn.mejene.services.host.DataFolder;
import cn.mejene.services.sandbox.Stand;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * WeChat Pay and Alipay, and what stands for their payers: {@code POST /sandbox/payments/{number}} pays, closes or
 * refunds a trade and sends the notification, or hands it over to be sent by somebody else, {@code POST /sandbox/faults}
 * orders a fault, {@code GET /sandbox/trades[/{number}]} shows the providers' books. One event loop only.
 */
public final class PaymentSandbox implements Stand {
    private static final Duration LONGEST_DELAY = Duration.ofMinutes(1);
    private static final int MOST_COPIES = 100;

    private final DataFolder folder;
    private final PaymentKeys keys;

    public PaymentSandbox(DataFolder folder, PaymentKeys keys) {
        this.folder = folder;
        this.keys = keys;
    }

    @Override
    public void mount(Vertx vertx, Router router) {
        new Desks(vertx).mount(router);
    }

    /** Everything that lives on the event loop. */
    private final class Desks {
        private final PaymentClock clock = new PaymentClock();
        private final Faults faults = new Faults();
        private final TradeStore trades = new TradeStore(folder);
        private final Notifier notifier;
        private final WechatPayDesk wechat;
        private final AlipayDesk alipay;

        Desks(Vertx vertx) {
            this.notifier = new Notifier(vertx, clock, this::message);
            var seal = new WechatPaySeal(keys, clock);
            this.wechat = new WechatPayDesk(trades, clock, seal, faults, notifier);
            this.alipay = new AlipayDesk(trades, clock, new AlipaySeal(keys), faults);
        }

        private Notifier.Message message(Trade trade, Notifier.Wanted wanted, String id) {
            return trade.provider().equals("alipay")
                    ? alipay.message(trade, wanted, id)
                    : wechat.message(trade, wanted, id);
        }

        void mount(Router router) {
            wechat.mount(router);
            alipay.mount(router);
            router.route("/sandbox/*").handler(BodyHandler.create(false).setBodyLimit(64 * 1024));
            router.post("/sandbox/payments/:number").handler(this::act);
            router.post("/sandbox/faults").handler(this::fault);
            router.get("/sandbox/trades").handler(this::books);
            router.get("/sandbox/trades/:number").handler(this::book);
        }

        private void fault(RoutingContext context) {
            var body = context.body().asJsonObject();
            faults.order(body.getString("operation"), body.getString("kind"), body.getInteger("times", 1));
            context.response().setStatusCode(204).end();
        }

        private void books(RoutingContext context) {
            var received = 0L;
            var refunded = 0L;
            for (var trade : trades.all()) {
                received += trade.isPaid() ? trade.total() : 0;
                refunded += trade.refunded();
            }
            context.json(new JsonObject()
                    .put("trades", trades.all().size())
                    .put("received", received)
                    .put("refunded", refunded));
        }

        private void book(RoutingContext context) {
            trades.find(context.pathParam("number"))
                    .ifPresentOrElse(
                            trade -> context.json(trade.toJson()),
                            () -> context.response().setStatusCode(404).end());
        }

        private void act(RoutingContext context) {
            var body = context.body().asJsonObject();
            Optional.ofNullable(body.getString("now")).map(Instant::parse).ifPresent(clock::observe);
            var trade = trade(context.pathParam("number"), body.getJsonObject("clientParams", new JsonObject()));
            if (trade.isEmpty()) {
                context.response().setStatusCode(404).end();
                return;
            }
            var refund = body.getBoolean("happens", true)
                    ? happen(trade.get(), body.getString("event"))
                    : trade.get().lastRefund();
            trades.keep(trade.get());
            var wanted = new Notifier.Wanted(
                    body.getString("event"),
                    refund,
                    Math.clamp(body.getInteger("times", 1), 1, MOST_COPIES),
                    body.getString("forgery", ""));
            if (body.getBoolean("handOver", false)) {
                context.json(handedOver(trade.get(), wanted, body.getString("id", id())));
                return;
            }
            delay(Duration.parse(body.getString("delay", "PT0S")))
                    .compose(_ -> body.getBoolean("silent", false)
                            ? Future.succeededFuture(new Notifier.Answered(204, "", Buffer.buffer()))
                            : notifier.send(trade.get(), wanted))
                    .onSuccess(answered -> context.response()
                            .setStatusCode(answered.status())
                            .putHeader("Content-Type", answered.type())
                            .end(answered.body()))
                    .onFailure(_ -> context.response().setStatusCode(502).end());
        }

        /** The notification as somebody else is to send it, under an id that may be that of an earlier one. */
        private JsonObject handedOver(Trade trade, Notifier.Wanted wanted, String id) {
            var message = message(trade, wanted, id);
            var headers = new JsonObject();
            message.headers().forEach(headers::put);
            return new JsonObject()
                    .put("provider", trade.provider())
                    .put("headers", headers.put("Content-Type", message.type()))
                    .put("body", message.body());
        }

        private static String id() {
            return UUID.randomUUID().toString();
        }

        /** An Alipay trade begins when the payer's app brings the signed order. */
        private Optional<Trade> trade(String number, JsonObject clientParams) {
            var known = trades.find(number);
            if (known.isPresent()) {
                return known;
            }
            var order = clientParams.getString("orderString", clientParams.getString("url", "?"));
            return alipay.take(order.substring(order.indexOf('?') + 1))
                    .filter(trade -> trade.number().equals(number));
        }

        /** Lets it happen at the provider, as far as it can; answers the number of the refund. */
        private String happen(Trade trade, String event) {
            var now = clock.now();
            trade.expire(now);
            switch (event) {
                case "paid" -> trade.pay(now, transaction());
                case "closed" -> trade.close();
                case "refunded" -> {
                    trade.pay(now, transaction());
                    return refund(trade, now);
                }
                default -> throw new IllegalArgumentException("unknown event");
            }
            return "";
        }

        /** What is left goes back, as by the merchant's own hand in the provider's console. */
        private String refund(Trade trade, Instant now) {
            long left = trade.total() - trade.refunded();
            if (left > 0) {
                var number = "console-" + UUID.randomUUID().toString().substring(0, 12);
                trade.refund(number, number, left, now);
            }
            trade.refunds().values().forEach(refund -> refund.put("status", "SUCCESS"));
            return trade.lastRefund();
        }

        private String transaction() {
            return "42" + clock.now().getEpochSecond()
                    + "%08d".formatted(Math.floorMod(UUID.randomUUID().hashCode(), 100_000_000));
        }

        private Future<Void> delay(Duration delay) {
            if (!delay.isPositive()) {
                return Future.succeededFuture();
            }
            var millis = Math.min(delay.toMillis(), LONGEST_DELAY.toMillis());
            return Future.future(done -> notifier.later(millis, done::complete));
        }
    }
}
