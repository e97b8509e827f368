package cn.mejene.support;

import static org.assertj.core.api.Assertions.assertThat;

import cn.mejene.kernel.testing.Clause;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What staff see of what a member wrote. */
class MaskingTest {

    @Clause("I(A)6")
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "请致电13800138000。|请致电138****8000。",
                "call +86 138-0013-8000 now|call 86138****8000 now",
                "身份证 11010519491231002X|身份证 ****002X",
                "卡号6222 0212 3456 7890 123|卡号****0123",
                "0755-12345678|0755****5678",
                "me.too+1@mail.example.cn?|m***@mail.example.cn?",
                "on 2026-11-22 I paid 3800 for 2 crowns|on 2026-11-22 I paid 3800 for 2 crowns",
                "ord_01kb3t6k3s8x5zq0m7w2d9c4vb|ord_01kb3t6k3s8x5zq0m7w2d9c4vb"
            })
    void text_losesTheMiddleOfNumbersAndAddresses(String written, String shown) {
        assertThat(Masking.text(written)).isEqualTo(shown);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"203.0.113.9|203.0.*.*", "2001:db8:85a3::8a2e:370:7334|2001:db8:*", "unknown|*"})
    void address_keepsItsNetwork(String address, String shown) {
        assertThat(Masking.address(address)).isEqualTo(shown);
    }
}
