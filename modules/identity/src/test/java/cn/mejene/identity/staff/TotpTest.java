package cn.mejene.identity.staff;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The SHA-1 vectors of RFC 6238 appendix B, cut to six digits, and the window of tolerance. */
final class TotpTest {
    private static final byte[] SECRET = "12345678901234567890".getBytes(StandardCharsets.US_ASCII);
    private static final long STEP = 30;

    @ParameterizedTest
    @CsvSource({
        "59, 287082",
        "1111111109, 081804",
        "1111111111, 050471",
        "1234567890, 005924",
        "2000000000, 279037",
        "20000000000, 353130"
    })
    void password_isTheVectors_atEachTime(long time, String expected) {
        assertThat(Totp.password(SECRET, time / STEP)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({"-1, true", "0, true", "1, true", "-2, false", "2, false"})
    void match_toleratesOneStep_toEachSide(long distance, boolean accepted) {
        var now = Instant.ofEpochSecond(1_234_567_890);
        long step = now.getEpochSecond() / STEP + distance;

        var matched = Totp.match(SECRET, Totp.password(SECRET, step), now);

        assertThat(matched.isPresent()).isEqualTo(accepted);
        if (accepted) {
            assertThat(matched).hasValue(step);
        }
    }

    @Test
    void match_isEmpty_whenThePasswordIsNoNumber() {
        assertThat(Totp.match(SECRET, "<script>", Instant.EPOCH)).isEmpty();
        assertThat(Totp.match(SECRET, "", Instant.EPOCH)).isEmpty();
    }
}
