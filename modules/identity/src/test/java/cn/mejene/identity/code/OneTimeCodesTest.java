package cn.mejene.identity.code;

import static org.assertj.core.api.Assertions.assertThat;

import cn.mejene.identity.TestKeyRing;
import java.security.SecureRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Codes: six digits, spread over the whole range, worth nothing for another request. */
final class OneTimeCodesTest {
    private static final String REQUEST = "crq_01k0000000000000000000000a";
    private static final String OTHER = "crq_01k0000000000000000000000b";

    private final OneTimeCodes codes = new OneTimeCodes(new SecureRandom(), new TestKeyRing());

    @Test
    void make_givesSixDigits_leadingZerosIncluded() {
        var made = IntStream.range(0, 20_000).mapToObj(i -> codes.make()).toList();

        assertThat(made).allMatch(code -> code.matches("\\d{6}"));
        assertThat(made).anyMatch(code -> code.startsWith("0"));
        assertThat(made.stream().distinct().count()).isGreaterThan(19_000);
    }

    @Test
    void matches_onlyTheSameCodeOfTheSameRequest() {
        var hash = codes.hash(REQUEST, "123456");

        assertThat(codes.matches(hash, REQUEST, "123456")).isTrue();
        assertThat(codes.matches(hash, REQUEST, "123457")).isFalse();
        assertThat(codes.matches(hash, OTHER, "123456")).isFalse();
    }
}
