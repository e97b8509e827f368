package cn.mejene.chaos.storage;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A search that finds nothing proves something only if it would find. */
class PlaintextSearchTest {
    private static final String WORD = "13912345678王小美";

    private final PlaintextSearch search = new PlaintextSearch(Map.of("word", WORD));

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4, 5})
    void words_areFound_inEveryForm(int before) {
        var text = "x".repeat(before) + WORD + "yz";
        var raw = text.getBytes(StandardCharsets.UTF_8);

        assertFound(raw);
        assertFound(ascii(HexFormat.of().formatHex(raw)));
        assertFound(ascii(HexFormat.of().withUpperCase().formatHex(raw)));
        assertFound(ascii(Base64.getEncoder().encodeToString(raw)));
        assertFound(ascii(Base64.getUrlEncoder().encodeToString(raw)));
        for (Charset charset : new Charset[] {StandardCharsets.UTF_16LE, StandardCharsets.UTF_16BE}) {
            assertFound(text.getBytes(charset));
        }
    }

    @Test
    void words_areNotFound_whereTheyAreNot() {
        assertThat(search.words(ascii("13912345679 and nothing else"))).isEmpty();
        assertThat(search.words(new byte[0])).isEmpty();
    }

    private void assertFound(byte[] content) {
        assertThat(search.words(content)).containsExactly("word");
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
