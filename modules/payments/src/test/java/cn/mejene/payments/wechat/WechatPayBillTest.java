package cn.mejene.payments.wechat;

import static org.assertj.core.api.Assertions.assertThat;

import cn.mejene.payments.provider.BillLine;
import org.junit.jupiter.api.Test;

class WechatPayBillTest {
    private static final String COLUMNS = "商户订单号,交易状态,订单金额,商户退款单号,申请退款金额,退款状态\r\n";
    private static final String SUMMARY = "总交易单数,应结订单总金额\r\n`3,`0.00\r\n";

    @Test
    void line_thatIsNone_isTold_andTheOthersAreRead() {
        var bill = WechatPayBill.parse(COLUMNS
                + "`pay_1,`SUCCESS,`12.34,`0,`0.00,`\r\n"
                + "`pay_2,`SUCCESS,`twelve,`0,`0.00,`\r\n"
                + "`pay_3,`SUCCESS\r\n"
                + "damaged\r\n"
                + "`pay_4,`REFUND,`0.00,`ref_4,`5.00,`SUCCESS\r\n"
                + "`pay_5,`REFUND,`0.00,`ref_5,`5.00,`PROCESSING\r\n"
                + SUMMARY);

        assertThat(bill.lines()).containsExactly(new BillLine("pay_1", "", 1_234), new BillLine("pay_4", "ref_4", 500));
        assertThat(bill.unreadable()).containsExactly("line-2", "line-3", "line-4");
    }

    @Test
    void bill_isEmpty_whenThereAreNoLines() {
        assertThat(WechatPayBill.parse(COLUMNS + SUMMARY).lines()).isEmpty();
        assertThat(WechatPayBill.parse("").unreadable()).isEmpty();
    }
}
