package cn.mejene.payments.wechat;

import static cn.mejene.payments.wechat.WechatPayNotices.fen;
import static cn.mejene.payments.wechat.WechatPayNotices.text;
import static cn.mejene.payments.wechat.WechatPayNotices.time;

import cn.mejene.kernel.Problem;
import cn.mejene.kernel.job.Schedule;
import cn.mejene.kernel.outbound.Outbound;
import cn.mejene.payments.Channel;
import cn.mejene.payments.provider.Bill;
import cn.mejene.payments.provider.Charge;
import cn.mejene.payments.provider.Notice;
import cn.mejene.payments.provider.Outcome;
import cn.mejene.payments.provider.PaymentProvider;
import cn.mejene.payments.provider.ProviderFailure;
import cn.mejene.payments.provider.RawNotice;
import cn.mejene.payments.provider.RefundOrder;
import cn.mejene.payments.provider.RefundOutcome;
import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.DateTimeException;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** WeChat Pay API v3: JSAPI (mini-program too), app and native payments. Stateless. */
public final class WechatPayProvider implements PaymentProvider {
    private static final String PAYMENTS = "/v3/pay/transactions/";
    private static final String REFUNDS = "/v3/refund/domestic/refunds";
    private static final String CURRENCY = "CNY";

    private final WechatPayConfig config;
    private final WechatPaySignatures signatures;
    private final WechatPayClient client;
    private final WechatPayNotices notices;

    public WechatPayProvider(Outbound outbound, WechatPayConfig config, InstantSource clock) {
        this.config = config;
        this.signatures = new WechatPaySignatures(config, clock);
        this.client = new WechatPayClient(outbound, config, signatures);
        this.notices = new WechatPayNotices(config, signatures);
    }

    @Override
    public String name() {
        return "wechatpay";
    }

    @Override
    public Optional<String> application(Channel channel) {
        return config.application(channel);
    }

    @Override
    public Map<String, String> order(Charge charge) {
        var application = application(charge.channel()).orElseThrow();
        var body = new LinkedHashMap<String, Object>();
        body.put("appid", application);
        body.put("mchid", config.merchantId());
        body.put("description", charge.description());
        body.put("out_trade_no", charge.paymentId());
        body.put("time_expire", rfc3339(charge));
        body.put("notify_url", config.notifyUrl().toString());
        body.put("amount", Map.of("total", charge.amount(), "currency", CURRENCY));
        return switch (charge.channel()) {
            case WECHAT_JSAPI -> {
                body.put("payer", Map.of("openid", payer(charge)));
                yield forJsapi(application, prepaid("jsapi", body, "prepay_id"));
            }
            case WECHAT_APP -> forApp(application, prepaid("app", body, "prepay_id"));
            case WECHAT_NATIVE -> Map.of("codeUrl", prepaid("native", body, "code_url"));
            default -> throw new IllegalStateException("not a channel of WeChat Pay");
        };
    }

    private static String payer(Charge charge) {
        var payer = charge.payer();
        if (payer == null) {
            throw Problem.of(
                    409,
                    "wechat-login-required",
                    "To pay inside WeChat the member has to be signed in through WeChat.");
        }
        return payer;
    }

    private static String rfc3339(Charge charge) {
        return DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(
                charge.expiresAt().truncatedTo(ChronoUnit.SECONDS).atZone(Schedule.ZONE));
    }

    private String prepaid(String kind, Map<String, Object> body, String field) {
        var value = text(client.post(PAYMENTS + kind, body), field);
        if (value.isEmpty()) {
            throw ProviderFailure.unknown("malformed");
        }
        return value;
    }

    /** What {@code wx.requestPayment} takes. */
    private Map<String, String> forJsapi(String application, String prepayId) {
        var timestamp = signatures.timestamp();
        var nonce = signatures.nonce();
        var wrapped = "prepay_id=" + prepayId;
        return Map.of(
                "appId",
                application,
                "timeStamp",
                timestamp,
                "nonceStr",
                nonce,
                "package",
                wrapped,
                "signType",
                "RSA",
                "paySign",
                signatures.sign(application, timestamp, nonce, wrapped));
    }

    /** What the app's SDK takes. */
    private Map<String, String> forApp(String application, String prepayId) {
        var timestamp = signatures.timestamp();
        var nonce = signatures.nonce();
        return Map.of(
                "appid",
                application,
                "partnerid",
                config.merchantId(),
                "prepayid",
                prepayId,
                "package",
                "Sign=WXPay",
                "noncestr",
                nonce,
                "timestamp",
                timestamp,
                "sign",
                signatures.sign(application, timestamp, nonce, prepayId));
    }

    @Override
    public Outcome query(String paymentId, Channel channel) {
        return client.find(PAYMENTS + "out-trade-no/" + paymentId + "?mchid=" + config.merchantId())
                .map(answer -> outcome(paymentId, channel, answer))
                .orElseGet(Outcome.Unknown::new);
    }

    private Outcome outcome(String paymentId, Channel channel, JsonNode answer) {
        if (!text(answer, "out_trade_no").equals(paymentId)
                || !text(answer, "mchid").equals(config.merchantId())) {
            throw ProviderFailure.unknown("other-payment");
        }
        if (application(channel).filter(text(answer, "appid")::equals).isEmpty()) {
            throw ProviderFailure.unknown("other-application");
        }
        return switch (text(answer, "trade_state")) {
            case "SUCCESS", "REFUND" -> paid(answer);
            case "CLOSED", "REVOKED", "PAYERROR" -> new Outcome.Closed();
            default -> new Outcome.Open();
        };
    }

    private static Outcome paid(JsonNode answer) {
        try {
            var amount = answer.path("amount");
            return new Outcome.Paid(
                    text(answer, "transaction_id"),
                    fen(amount.path("total")),
                    text(amount, "currency"),
                    time(answer, "success_time"));
        } catch (DateTimeException e) {
            throw ProviderFailure.unknown("malformed");
        }
    }

    @Override
    public void close(String paymentId) {
        client.post(PAYMENTS + "out-trade-no/" + paymentId + "/close", Map.of("mchid", config.merchantId()));
    }

    @Override
    public RefundOutcome refund(RefundOrder refund) {
        var body = Map.of(
                "out_trade_no", refund.paymentId(),
                "out_refund_no", refund.number(),
                "notify_url", config.notifyUrl().toString(),
                "amount", Map.of("refund", refund.amount(), "total", refund.total(), "currency", CURRENCY));
        return refundOutcome(client.post(REFUNDS, body));
    }

    @Override
    public RefundOutcome queryRefund(RefundOrder refund) {
        return client.find(REFUNDS + "/" + refund.number())
                .map(WechatPayProvider::refundOutcome)
                .orElseGet(RefundOutcome.Unknown::new);
    }

    @Override
    public OptionalLong refunded(String paymentId, String number) {
        return client.find(REFUNDS + "/" + number)
                .filter(answer -> text(answer, "out_trade_no").equals(paymentId)
                        && text(answer, "status").equals("SUCCESS"))
                .map(answer -> OptionalLong.of(fen(answer.path("amount").path("refund"))))
                .orElseGet(OptionalLong::empty);
    }

    private static RefundOutcome refundOutcome(JsonNode answer) {
        try {
            return switch (text(answer, "status")) {
                case "SUCCESS" -> new RefundOutcome.Done(time(answer, "success_time"));
                case "CLOSED", "ABNORMAL" -> new RefundOutcome.Failed();
                default -> new RefundOutcome.Processing();
            };
        } catch (DateTimeException e) {
            throw ProviderFailure.unknown("malformed");
        }
    }

    @Override
    public Bill bill(LocalDate day) {
        JsonNode where;
        try {
            where = client.get("/v3/bill/tradebill?bill_date=" + day + "&bill_type=ALL");
        } catch (ProviderFailure failure) {
            if (failure.code().equals("NO_STATEMENT_EXIST")) {
                return Bill.EMPTY;
            }
            throw failure;
        }
        var bytes = client.download(target(text(where, "download_url"))).getBytes();
        if (!digest(bytes).equals(text(where, "hash_value").toLowerCase(Locale.ROOT))) {
            throw ProviderFailure.unknown("bill-digest");
        }
        return WechatPayBill.parse(new String(bytes, StandardCharsets.UTF_8));
    }

    /** Path and query of an address that must be the provider's own. */
    private String target(String address) {
        try {
            var uri = URI.create(address);
            if (config.endpoint().getAuthority().equals(uri.getAuthority())) {
                return uri.getRawPath() + (uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery());
            }
        } catch (IllegalArgumentException e) {
            // Told below, like any other address that is not the provider's.
        }
        throw ProviderFailure.unknown("bill-address");
    }

    /** The provider says itself that its digest of bills is SHA-1; the connection is what authenticates them. */
    private static String digest(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-1").digest(bytes));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JDK has no SHA-1", e);
        }
    }

    @Override
    public Notice read(RawNotice raw) {
        return notices.read(raw);
    }
}
