package cn.mejene.payments.alipay;

import cn.mejene.kernel.outbound.Outbound;
import cn.mejene.payments.Channel;
import cn.mejene.payments.provider.Bill;
import cn.mejene.payments.provider.Charge;
import cn.mejene.payments.provider.Fen;
import cn.mejene.payments.provider.Notice;
import cn.mejene.payments.provider.NoticeRefused;
import cn.mejene.payments.provider.Outcome;
import cn.mejene.payments.provider.PaymentProvider;
import cn.mejene.payments.provider.ProviderFailure;
import cn.mejene.payments.provider.RawNotice;
import cn.mejene.payments.provider.RefundOrder;
import cn.mejene.payments.provider.RefundOutcome;
import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;

/**
 * Alipay: app and page payments. The provider learns of such a payment when the payer's app or browser brings it, so
 * that one may be unknown to it for a while. Stateless.
 */
public final class AlipayProvider implements PaymentProvider {
    private static final String CURRENCY = "CNY";
    private static final String NO_TRADE = "ACQ.TRADE_NOT_EXIST";

    private final AlipayConfig config;
    private final AlipaySignatures signatures;
    private final AlipayClient client;
    private final InstantSource clock;

    public AlipayProvider(Outbound outbound, AlipayConfig config, InstantSource clock) {
        this.config = config;
        this.signatures = new AlipaySignatures(config);
        this.client = new AlipayClient(outbound, config, signatures, clock);
        this.clock = clock;
    }

    @Override
    public String name() {
        return "alipay";
    }

    @Override
    public Optional<String> application(Channel channel) {
        return Optional.of(config.appId());
    }

    @Override
    public Map<String, String> order(Charge charge) {
        return switch (charge.channel()) {
            case ALIPAY_APP ->
                Map.of(
                        "orderString",
                        client.form("alipay.trade.app.pay", trade(charge, "QUICK_MSECURITY_PAY"), charge.createdAt()));
            case ALIPAY_PAGE ->
                Map.of(
                        "url",
                        config.endpoint() + "?"
                                + client.form(
                                        "alipay.trade.page.pay",
                                        trade(charge, "FAST_INSTANT_TRADE_PAY"),
                                        charge.createdAt()));
            default -> throw new IllegalStateException("not a channel of Alipay");
        };
    }

    private static Map<String, String> trade(Charge charge, String product) {
        return Map.of(
                "out_trade_no", charge.paymentId(),
                "total_amount", Fen.toYuan(charge.amount()),
                "subject", charge.description(),
                "product_code", product,
                "time_expire", AlipayTime.write(charge.expiresAt()));
    }

    @Override
    public Outcome query(String paymentId, Channel channel) {
        try {
            return outcome(paymentId, client.call("alipay.trade.query", Map.of("out_trade_no", paymentId)));
        } catch (ProviderFailure failure) {
            if (failure.code().equals(NO_TRADE)) {
                return new Outcome.Unknown();
            }
            throw failure;
        }
    }

    private static Outcome outcome(String paymentId, JsonNode answer) {
        if (!answer.path("out_trade_no").asText().equals(paymentId)) {
            throw ProviderFailure.unknown("other-payment");
        }
        var paidAt = answer.path("send_pay_date").asText();
        return switch (answer.path("trade_status").asText()) {
            case "TRADE_SUCCESS", "TRADE_FINISHED" -> paid(answer, paidAt);
            // Also the end of a payment that was refunded in full.
            case "TRADE_CLOSED" -> paidAt.isEmpty() ? new Outcome.Closed() : paid(answer, paidAt);
            default -> new Outcome.Open();
        };
    }

    private static Outcome paid(JsonNode answer, String at) {
        return read(() -> new Outcome.Paid(
                answer.path("trade_no").asText(),
                Fen.ofYuan(answer.path("total_amount").asText()),
                CURRENCY,
                AlipayTime.parse(at)));
    }

    private static <T> T read(Supplier<T> reading) {
        try {
            return reading.get();
        } catch (DateTimeException | IllegalArgumentException e) {
            throw ProviderFailure.unknown("malformed");
        }
    }

    @Override
    public void close(String paymentId) {
        client.call("alipay.trade.close", Map.of("out_trade_no", paymentId));
    }

    @Override
    public RefundOutcome refund(RefundOrder refund) {
        var content = Map.of(
                "out_trade_no", refund.paymentId(),
                "out_request_no", refund.number(),
                "refund_amount", Fen.toYuan(refund.amount()));
        var answer = client.call("alipay.trade.refund", content);
        // N says that nothing moved with this call; whether it had moved before is another question.
        return answer.path("fund_change").asText().equals("Y")
                ? new RefundOutcome.Done(clock.instant())
                : queryRefund(refund);
    }

    @Override
    public RefundOutcome queryRefund(RefundOrder refund) {
        try {
            var answer = refundAnswer(refund.paymentId(), refund.number());
            return answer.path("refund_status").asText().equals("REFUND_SUCCESS")
                    ? new RefundOutcome.Done(refundedAt(answer))
                    : new RefundOutcome.Unknown();
        } catch (ProviderFailure failure) {
            if (failure.code().equals(NO_TRADE)) {
                return new RefundOutcome.Unknown();
            }
            throw failure;
        }
    }

    @Override
    public OptionalLong refunded(String paymentId, String number) {
        try {
            var answer = refundAnswer(paymentId, number);
            return answer.path("refund_status").asText().equals("REFUND_SUCCESS")
                    ? OptionalLong.of(
                            read(() -> Fen.ofYuan(answer.path("refund_amount").asText())))
                    : OptionalLong.empty();
        } catch (ProviderFailure failure) {
            if (failure.code().equals(NO_TRADE)) {
                return OptionalLong.empty();
            }
            throw failure;
        }
    }

    private JsonNode refundAnswer(String paymentId, String number) {
        return client.call(
                "alipay.trade.fastpay.refund.query",
                Map.of(
                        "out_trade_no", paymentId,
                        "out_request_no", number,
                        "query_options", List.of("gmt_refund_pay")));
    }

    private Instant refundedAt(JsonNode answer) {
        var at = answer.path("gmt_refund_pay").asText();
        return at.isEmpty() ? clock.instant() : read(() -> AlipayTime.parse(at));
    }

    @Override
    public Bill bill(LocalDate day) {
        try {
            var where = client.call(
                    "alipay.data.dataservice.bill.downloadurl.query",
                    Map.of("bill_type", "trade", "bill_date", day.toString()));
            return AlipayBill.unpack(
                    client.download(requireOwn(where.path("bill_download_url").asText()))
                            .getBytes());
        } catch (ProviderFailure failure) {
            if (failure.code().endsWith("BILL_NOT_EXIST")) {
                return Bill.EMPTY;
            }
            throw failure;
        }
    }

    /** Bills lie on hosts of their own, all of them Alipay's. */
    private String requireOwn(String address) {
        try {
            var uri = URI.create(address);
            boolean same = config.endpoint().getAuthority().equals(uri.getAuthority());
            boolean alipays = "https".equals(uri.getScheme())
                    && uri.getHost() != null
                    && uri.getHost().endsWith(".alipay.com");
            if (same || alipays) {
                return address;
            }
        } catch (IllegalArgumentException e) {
            // Told below, like any other address that is not the provider's.
        }
        throw ProviderFailure.unknown("bill-address");
    }

    @Override
    public Notice read(RawNotice raw) {
        var fields = AlipayForm.parse(raw.body());
        requireOurs(fields);
        var id = fields.getOrDefault("notify_id", "");
        if (id.isEmpty() || id.length() > 128) {
            throw new NoticeRefused("malformed");
        }
        try {
            return fields.containsKey("refund_fee") && fields.containsKey("gmt_refund")
                    ? refund(id, fields)
                    : trade(id, fields);
        } catch (DateTimeException | IllegalArgumentException e) {
            throw new NoticeRefused("malformed");
        }
    }

    private void requireOurs(Map<String, String> fields) {
        if (!fields.getOrDefault("charset", "utf-8").equalsIgnoreCase("utf-8")
                || !fields.getOrDefault("sign_type", "").equals("RSA2")) {
            throw new NoticeRefused("signature-type");
        }
        if (!signatures.verify(fields)) {
            throw new NoticeRefused("signature");
        }
        if (!fields.getOrDefault("app_id", "").equals(config.appId())) {
            throw new NoticeRefused("application");
        }
        if (!fields.getOrDefault("seller_id", "").equals(config.sellerId())) {
            throw new NoticeRefused("merchant");
        }
    }

    private Notice trade(String id, Map<String, String> fields) {
        var paymentId = fields.getOrDefault("out_trade_no", "");
        return switch (fields.getOrDefault("trade_status", "")) {
            case "TRADE_SUCCESS", "TRADE_FINISHED" ->
                new Notice.Paid(
                        id,
                        paymentId,
                        fields.getOrDefault("trade_no", ""),
                        Fen.ofYuan(fields.getOrDefault("total_amount", "")),
                        CURRENCY,
                        AlipayTime.parse(fields.getOrDefault("gmt_payment", "")),
                        config.appId());
            case "TRADE_CLOSED" -> new Notice.Closed(id, paymentId, config.appId());
            default -> new Notice.Irrelevant(id);
        };
    }

    /** The sum of all refunds is told and not the amount of this one. */
    private Notice refund(String id, Map<String, String> fields) {
        var number = fields.getOrDefault("out_biz_no", "");
        if (number.isEmpty()) {
            return new Notice.Irrelevant(id);
        }
        return new Notice.RefundTold(
                id,
                fields.getOrDefault("out_trade_no", ""),
                fields.getOrDefault("trade_no", ""),
                number,
                Fen.ofYuan(fields.getOrDefault("total_amount", "")),
                AlipayTime.parse(fields.getOrDefault("gmt_refund", "")),
                config.appId());
    }
}
