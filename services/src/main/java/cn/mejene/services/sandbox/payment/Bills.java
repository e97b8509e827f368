package cn.mejene.services.sandbox.payment;

import io.vertx.core.json.JsonObject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** The providers' daily bills, in the form that each of them has. Stateless. */
final class Bills {
    private static final String WECHAT_COLUMNS = "交易时间,公众账号ID,商户号,特约商户号,设备号,微信订单号,商户订单号,用户标识,交易类型,交易状态,付款银行,"
            + "货币种类,应结订单金额,代金券金额,微信退款单号,商户退款单号,退款金额,充值券退款金额,退款类型,退款状态,商品名称,商户数据包,手续费,费率,"
            + "订单金额,申请退款金额,费率备注";
    private static final String ALIPAY_COLUMNS = "支付宝交易号,商户订单号,业务类型,商品名称,创建时间,完成时间,门店编号,门店名称,操作员,终端号,对方账户,"
            + "订单金额（元）,商家实收（元）,支付宝红包（元）,集分宝（元）,支付宝优惠（元）,商家优惠（元）,券核销金额（元）,券名称,商家红包消费金额（元）,"
            + "卡消费金额（元）,退款批次号/请求号,服务费（元）,分润（元）,备注";

    private Bills() {}

    static Optional<String> wechat(Collection<Trade> trades, LocalDate day) {
        var rows = new ArrayList<String>();
        of(trades, "wechatpay").forEach(trade -> {
            trade.paidAt().filter(at -> isOn(day, at)).ifPresent(at -> rows.add(wechat(trade, at, "", 0)));
            refunds(trade, day)
                    .forEach(refund ->
                            rows.add(wechat(trade, at(refund), refund.getString("number"), refund.getLong("amount"))));
        });
        if (rows.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(WECHAT_COLUMNS + "\r\n" + String.join("\r\n", rows) + "\r\n总交易单数,应结订单总金额,退款总金额\r\n`"
                + rows.size() + ",`0.00,`0.00\r\n");
    }

    private static String wechat(Trade trade, Instant at, String refund, long amount) {
        boolean back = !refund.isEmpty();
        return "`"
                + String.join(
                        ",`",
                        List.of(
                                PaymentClock.plain(at),
                                WechatPaySeal.APP,
                                WechatPaySeal.MERCHANT,
                                "0",
                                "",
                                trade.transaction(),
                                trade.number(),
                                WechatPayContents.PAYER,
                                "JSAPI",
                                back ? "REFUND" : "SUCCESS",
                                WechatPayContents.BANK,
                                "CNY",
                                back ? "0.00" : yuan(trade.total()),
                                "0.00",
                                back ? "5030" : "0",
                                back ? refund : "0",
                                yuan(amount),
                                "0.00",
                                back ? "ORIGINAL" : "",
                                back ? "SUCCESS" : "",
                                "Mejene",
                                "",
                                "0.00000",
                                "0.60%",
                                back ? "0.00" : yuan(trade.total()),
                                yuan(amount),
                                ""));
    }

    /**
     * A ZIP with the details in GBK.
     *
     * @param badLine whether the first of its lines is to be one that nobody can read
     */
    static Optional<byte[]> alipay(Collection<Trade> trades, LocalDate day, boolean badLine) {
        var rows = new ArrayList<String>();
        of(trades, "alipay").forEach(trade -> {
            trade.paidAt()
                    .filter(at -> isOn(day, at))
                    .ifPresent(at -> rows.add(alipay(trade, at, "交易", yuan(trade.total()), "")));
            refunds(trade, day)
                    .forEach(refund -> rows.add(alipay(
                            trade,
                            at(refund),
                            "退款",
                            "-" + yuan(refund.getLong("amount")),
                            refund.getString("number"))));
        });
        if (rows.isEmpty()) {
            return Optional.empty();
        }
        if (badLine) {
            rows.addFirst(rows.getFirst().replace("0.00", "none"));
            rows.set(0, rows.getFirst().substring(0, rows.getFirst().length() / 2));
        }
        var text = "#支付宝业务明细查询\r\n#账号：[" + AlipaySeal.SELLER + "]\r\n#----业务明细列表----\r\n" + ALIPAY_COLUMNS + "\r\n"
                + String.join("\r\n", rows) + "\r\n#----业务明细列表结束----\r\n";
        return Optional.of(zip(AlipaySeal.SELLER + "_" + day + "_业务明细.csv", text));
    }

    private static String alipay(Trade trade, Instant at, String kind, String amount, String refund) {
        return String.join(
                ",",
                List.of(
                        trade.transaction() + "\t",
                        trade.number() + "\t",
                        kind,
                        "Mejene",
                        PaymentClock.plain(at),
                        PaymentClock.plain(at),
                        "",
                        "",
                        "",
                        "",
                        "pay***@example.com",
                        amount,
                        amount,
                        "0.00",
                        "0.00",
                        "0.00",
                        "0.00",
                        "0.00",
                        "",
                        "0.00",
                        "0.00",
                        refund,
                        "0.00",
                        "0.00",
                        ""));
    }

    private static byte[] zip(String name, String text) {
        var gbk = Charset.forName("GBK");
        var bytes = new ByteArrayOutputStream();
        try (var zip = new ZipOutputStream(bytes, gbk)) {
            zip.putNextEntry(new ZipEntry(name));
            zip.write(text.getBytes(gbk));
            zip.closeEntry();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private static List<Trade> of(Collection<Trade> trades, String provider) {
        return trades.stream()
                .filter(trade -> trade.provider().equals(provider))
                .toList();
    }

    private static List<JsonObject> refunds(Trade trade, LocalDate day) {
        return trade.refunds().values().stream()
                .filter(refund -> refund.getString("status").equals("SUCCESS") && isOn(day, at(refund)))
                .toList();
    }

    private static Instant at(JsonObject refund) {
        return Instant.parse(refund.getString("at"));
    }

    private static boolean isOn(LocalDate day, Instant at) {
        return at.atZone(PaymentClock.ZONE).toLocalDate().equals(day);
    }

    static String yuan(long fen) {
        return "%d.%02d".formatted(fen / 100, fen % 100);
    }

    static String sha1(String text) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-1").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JDK has no SHA-1", e);
        }
    }
}
