package cn.mejene.identity.code;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cn.mejene.kernel.Problem;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which numbers codes are sent to, and what of a number is shown. */
final class PhoneNumbersTest {
    private final PhoneNumbers mainland = new PhoneNumbers(Set.of("CN"));

    @ParameterizedTest
    @CsvSource({"+8613800138000, +8613800138000", "+86 139-1234-0001, +8613912340001"})
    void read_givesE164_forMobileNumbers(String text, String e164) {
        assertThat(mainland.read(text).e164()).isEqualTo(e164);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "13800138000",
                "+86",
                "",
                "+861380013800",
                "+86138001380001",
                "+8602088888888",
                "+85261234567",
                "+12025550123",
                "tel:+8613800138000",
                "+999123456789"
            })
    void read_refuses_whatCannotGetACode(String text) {
        assertThatThrownBy(() -> mainland.read(text)).isInstanceOfSatisfying(Problem.class, problem -> {
            assertThat(problem.status()).isEqualTo(422);
            assertThat(problem.errors()).singleElement().extracting("pointer").isEqualTo("/phone");
            assertThat(problem.detail()).doesNotContainPattern("\\d");
        });
    }

    @Test
    void read_takesOtherRegions_whenTheyAreServed() {
        assertThat(new PhoneNumbers(Set.of("CN", "HK")).read("+85261234567").masked())
                .isEqualTo("+85****4567");
    }

    @Test
    void masked_hidesTheMiddle_andToStringHidesAll() {
        var phone = mainland.read("+8613812341234");

        assertThat(phone.masked()).isEqualTo("138****1234");
        assertThat(phone.block()).contains("+861381234");
        assertThat(phone.toString()).doesNotContain("138");
    }
}
