package cn.mejene.members;

import static org.assertj.core.api.Assertions.assertThat;

import cn.mejene.kernel.testing.Clause;
import java.security.SecureRandom;
import java.util.HashSet;
import java.util.Locale;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SmileIdTest {
    private static final String ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ";

    private final SecureRandom random = new SecureRandom();

    @Test
    void random_isReadableAndParses_always() {
        for (int i = 0; i < 1000; i++) {
            var id = SmileId.random(random);

            assertThat(id.display()).matches("SM[2-9A-HJKMNP-Z]{2}(-[2-9A-HJKMNP-Z]{4}){4}");
            assertThat(SmileId.parse(id.display())).contains(id);
        }
    }

    @Test
    @Clause("I(A)1.e")
    void random_neverRepeats_overManyIds() {
        var seen = new HashSet<String>();

        assertThat(Stream.generate(() -> SmileId.random(random)).limit(100_000)).allMatch(id -> seen.add(id.symbols()));
    }

    @Test
    void parse_takesWhatPeopleType_whenSeparatorsAndCaseDiffer() {
        var id = SmileId.random(random);

        assertThat(SmileId.parse(id.symbols())).contains(id);
        assertThat(SmileId.parse("  " + id.display().toLowerCase(Locale.ROOT).replace("-", " – ") + "\n"))
                .contains(id);
    }

    @Test
    void parse_isEmpty_whenOneSymbolIsWrong() {
        var symbols = SmileId.random(random).symbols();

        for (int i = 0; i < symbols.length(); i++) {
            for (char wrong : ALPHABET.toCharArray()) {
                if (symbols.charAt(i) != wrong) {
                    assertThat(SmileId.parse(with(symbols, i, wrong))).isEmpty();
                }
            }
        }
    }

    @Test
    void parse_isNearlyAlwaysEmpty_whenNeighboursAreSwapped() {
        var missed = IntStream.range(0, 2000)
                .mapToObj(i -> SmileId.random(random).symbols())
                .flatMap(SmileIdTest::swapped)
                .filter(swapped -> SmileId.parse(swapped).isPresent())
                .count();

        // Of about 33,000 swaps; the standard's hybrid system promises almost all.
        assertThat(missed).isLessThan(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "SM", "A12425GABC1234002M", "SM00-0000-0000-0000-0000", "mem_01k0a3b4c5d6e7f8g9hajbkcmd"})
    void parse_isEmpty_whenItIsNoSmileId(String typed) {
        assertThat(SmileId.parse(typed)).isEmpty();
        assertThat(SmileId.parse(typed.repeat(100))).isEmpty();
    }

    @Test
    void toString_doesNotShowTheId_ever() {
        var id = SmileId.random(random);

        assertThat(id.toString()).doesNotContain(id.symbols().substring(2));
    }

    private static Stream<String> swapped(String symbols) {
        return IntStream.range(2, symbols.length() - 1)
                .filter(i -> symbols.charAt(i) != symbols.charAt(i + 1))
                .mapToObj(i -> with(with(symbols, i, symbols.charAt(i + 1)), i + 1, symbols.charAt(i)));
    }

    private static String with(String text, int at, char symbol) {
        return text.substring(0, at) + symbol + text.substring(at + 1);
    }
}
