package cn.mejene.payments.alipay;

import cn.mejene.payments.provider.Bill;
import cn.mejene.payments.provider.BillLine;
import cn.mejene.payments.provider.Fen;
import cn.mejene.payments.provider.ProviderFailure;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.Charset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipInputStream;

/**
 * A trade bill ({@code bill_type=trade}): a ZIP of CSV files in GBK, of which the one with the details counts. Only
 * numbers and amounts are taken; the payer's account is passed over. Unpacked in memory, up to a limit. Stateless.
 */
final class AlipayBill {
    private static final Charset GBK = Charset.forName("GBK");
    private static final int MOST_BYTES = 256 << 20;
    private static final String PAYMENT = "商户订单号";
    private static final String KIND = "业务类型";
    private static final String AMOUNT = "订单金额（元）";
    private static final String REFUND = "退款批次号/请求号";

    private AlipayBill() {}

    static Bill unpack(byte[] zip) {
        try (var files = new ZipInputStream(new ByteArrayInputStream(zip), GBK)) {
            for (var entry = files.getNextEntry(); entry != null; entry = files.getNextEntry()) {
                if (entry.getName().endsWith(".csv") && !entry.getName().contains("汇总")) {
                    var bytes = files.readNBytes(MOST_BYTES + 1);
                    if (bytes.length > MOST_BYTES) {
                        throw ProviderFailure.unknown("bill-size");
                    }
                    return parse(new String(bytes, GBK));
                }
            }
            throw ProviderFailure.unknown("bill-file");
        } catch (IOException e) {
            throw ProviderFailure.unknown("bill-zip");
        }
    }

    /** Lines that begin with a number sign frame the table. */
    static Bill parse(String text) {
        var rows = text.lines()
                .filter(row -> !row.isBlank() && !row.startsWith("#"))
                .toList();
        if (rows.isEmpty()) {
            return Bill.EMPTY;
        }
        var columns = columns(rows.getFirst());
        var values = rows.subList(1, rows.size());
        return Bill.read(
                values.size(), row -> List.of(line(columns, values.get(row).split(",", -1))));
    }

    private static Map<String, Integer> columns(String header) {
        var names = header.split(",", -1);
        var columns = new HashMap<String, Integer>();
        for (int i = 0; i < names.length; i++) {
            columns.put(names[i].strip(), i);
        }
        for (var needed : List.of(PAYMENT, KIND, AMOUNT, REFUND)) {
            if (!columns.containsKey(needed)) {
                throw ProviderFailure.unknown("bill-columns");
            }
        }
        return columns;
    }

    private static BillLine line(Map<String, Integer> columns, String[] values) {
        if (values.length < columns.size()) {
            throw new IllegalArgumentException("a row of a bill has too few columns");
        }
        boolean refund = value(columns, values, KIND).equals("退款");
        return new BillLine(
                value(columns, values, PAYMENT),
                refund ? value(columns, values, REFUND) : "",
                Math.abs(Fen.ofYuan(value(columns, values, AMOUNT))));
    }

    private static String value(Map<String, Integer> columns, String[] values, String column) {
        return values[columns.getOrDefault(column, 0)].strip();
    }
}
