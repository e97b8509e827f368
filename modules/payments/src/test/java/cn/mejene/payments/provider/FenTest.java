package cn.mejene.payments.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Amounts in yuan are whole fen, or nothing. */
class FenTest {

    @ParameterizedTest
    @CsvSource({"0.01,1", "1,100", "0.1,10", "599.00,59900", "-3.50,-350", "123456789012.34,12345678901234"})
    void ofYuan_isExact(String yuan, long fen) {
        assertThat(Fen.ofYuan(yuan)).isEqualTo(fen);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "1.001", "1e3", "1,00", " 1", "NaN", "+1", ".5", "1."})
    void ofYuan_isRefused_forAnythingElse(String text) {
        assertThatThrownBy(() -> Fen.ofYuan(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void toYuan_hasTwoDecimals() {
        assertThat(Fen.toYuan(1)).isEqualTo("0.01");
        assertThat(Fen.toYuan(59_900)).isEqualTo("599.00");
    }
}
