package cn.mejene.payments.wechat;

import cn.mejene.payments.provider.Bill;
import cn.mejene.payments.provider.BillLine;
import cn.mejene.payments.provider.Fen;
import cn.mejene.payments.provider.ProviderFailure;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The text of a trade bill ({@code bill_type=ALL}): a line of column names, lines of values that each begin with a back
 * quote, and a summary. Only numbers and amounts are taken; payer and bank are passed over. Stateless.
 */
final class WechatPayBill {
    private static final String SUMMARY = "总交易单数";
    private static final String PAYMENT = "商户订单号";
    private static final String STATE = "交易状态";
    private static final String TOTAL = "订单金额";
    private static final String REFUND = "商户退款单号";
    private static final String REFUNDED = "申请退款金额";
    private static final String REFUND_STATE = "退款状态";

    private WechatPayBill() {}

    static Bill parse(String text) {
        var rows = text.strip().lines().toList();
        if (rows.isEmpty()) {
            return Bill.EMPTY;
        }
        var columns = columns(rows.getFirst());
        // The summary begins with column names of its own.
        var values =
                rows.stream().skip(1).takeWhile(row -> !row.startsWith(SUMMARY)).toList();
        return Bill.read(values.size(), row -> line(columns, values.get(row)));
    }

    private static Map<String, Integer> columns(String header) {
        var names = header.replace("\ufeff", "").split(",", -1);
        var columns = new HashMap<String, Integer>();
        for (int i = 0; i < names.length; i++) {
            columns.put(names[i].strip(), i);
        }
        for (var needed : List.of(PAYMENT, STATE, TOTAL, REFUND, REFUNDED, REFUND_STATE)) {
            if (!columns.containsKey(needed)) {
                throw ProviderFailure.unknown("bill-columns");
            }
        }
        return columns;
    }

    private static List<BillLine> line(Map<String, Integer> columns, String row) {
        var values = row.startsWith("`") ? row.substring(1).split(",`", -1) : new String[0];
        if (values.length != columns.size()) {
            throw new IllegalArgumentException("a row of a bill has other columns");
        }
        return switch (value(columns, values, STATE)) {
            case "SUCCESS" ->
                List.of(new BillLine(value(columns, values, PAYMENT), "", Fen.ofYuan(value(columns, values, TOTAL))));
            case "REFUND" ->
                value(columns, values, REFUND_STATE).equals("SUCCESS")
                        ? List.of(new BillLine(
                                value(columns, values, PAYMENT),
                                value(columns, values, REFUND),
                                Fen.ofYuan(value(columns, values, REFUNDED))))
                        : List.of();
            default -> List.of();
        };
    }

    private static String value(Map<String, Integer> columns, String[] values, String column) {
        return values[columns.getOrDefault(column, 0)].strip();
    }
}
