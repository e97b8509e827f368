package cn.mejene.records;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import cn.mejene.kernel.Problem;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ContentDispositionTest {

    /** Fields in the forms that RFC 6266, section 5, and browsers send. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "attachment; filename=scan.stl | scan.stl",
                "attachment; filename=\"scan.stl\" | scan.stl",
                "Attachment; FileName=\"scan.stl\" | scan.stl",
                "attachment ;filename = \"scan.stl\" ; size=3 | scan.stl",
                "form-data; name=\"f\"; filename=\"scan.stl\" | scan.stl",
                "attachment; filename=\"an example.stl\" | an example.stl",
                "attachment; filename=an example.stl | an example.stl",
                "attachment; filename=\"say \\\"ah\\\".stl\" | say \"ah\".stl",
                "attachment; filename=\"a;b.stl\" | a;b.stl",
                "attachment; filename*=UTF-8''%e5%8f%a3%e8%85%94.stl | 口腔.stl",
                "attachment; filename*=utf-8'zh-CN'%E5%8F%A3%E8%85%94.stl | 口腔.stl",
                "attachment; filename=\"EURO.stl\"; filename*=UTF-8''%e2%82%ac.stl | €.stl",
                "attachment; filename*=UTF-8''%e2%82%ac.stl; filename=\"EURO.stl\" | €.stl",
                "attachment; filename*=ISO-8859-1''%A4.stl; filename=\"plain.stl\" | plain.stl",
                "attachment; filename*=UTF-8''a%20b%41 | a bA",
                "attachment; filename=first.stl; filename=second.stl | first.stl",
            })
    void filename_isRead_whicheverFormItHas(String field, String name) {
        assertThat(ContentDisposition.filename(field)).isEqualTo(name);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "attachment",
                "inline; size=3",
                "filename=scan.stl",
                "attachment; filename=",
                "attachment; filename=\"\"",
                "attachment; filename=\"unclosed",
                "attachment; filename*=UTF-8''",
                "attachment; filename*=%41",
                "attachment; xfilename=a; filenamex=b",
                ";;;;filename=a",
            })
    void filename_isEmpty_whenTheFieldHasNone(String field) {
        assertThat(ContentDisposition.filename(field)).isEmpty();
    }

    @Test
    void filename_isNotTakenFromInsideAnotherValue() {
        assertThat(ContentDisposition.filename("attachment; title=\"; filename=evil.stl\"; filename=good.stl"))
                .isEqualTo("good.stl");
        assertThat(ContentDisposition.filename("attachment; filename=\"a; filename*=UTF-8''evil.stl\""))
                .isEqualTo("a; filename*=UTF-8''evil.stl");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "../../etc/passwd | passwd",
                "..%2f..%2Fetc%2Fpasswd | passwd",
                "C:%5CUsers%5Cyan%5Cscan.stl | scan.stl",
                "%2Fabsolute | absolute",
                "folder%2F | ~~",
                "a%2F.. | ~~",
                "a%2F. | ~~",
                "%2E%2E | ~~",
                "..%00 | ~~",
                ".%E2%80%AE. | ~~",
                "%20..%20 | ~~",
                "a%5C..%2Fb | b",
            })
    void filename_isTheLastPart_whateverPathItHas(String encoded, String name) {
        assertThat(ContentDisposition.filename("attachment; filename*=UTF-8''" + encoded))
                .isEqualTo(name);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "a%0D%0ASet-Cookie%3A%20x | aSet-Cookie: x",
                "a%00b | ab",
                "a%1B%5B31mb | a[31mb",
                "a%7Fb%C2%85c | abc",
                "fdp%E2%80%AEexe.lts | fdpexe.lts",
                "%E2%81%A6a%E2%81%A9%E2%80%8Fb | ab",
                "a%E2%80%A8b%E2%80%A9c | abc",
                "a%EF%BB%BFb%E2%80%8Bc | abc",
                "%09%20a%20 | a",
            })
    void filename_losesWhatIsNotSeen(String encoded, String name) {
        assertThat(ContentDisposition.filename("attachment; filename*=UTF-8''" + encoded))
                .isEqualTo(name);
    }

    @Test
    void filename_losesControls_whenTheyStandInQuotes() {
        assertThat(ContentDisposition.filename("attachment; filename=\"a\r\nb\u0000\\\nc\u202Ed\""))
                .isEqualTo("abcd");
    }

    @Test
    void filename_isCut_whenItIsOverLong() {
        assertThat(ContentDisposition.filename("attachment; filename=" + "a".repeat(5_000)))
                .hasSize(200);
        // A character outside of the basic plane is never cut in half.
        assertThat(ContentDisposition.filename("attachment; filename*=UTF-8''" + "%F0%9F%A6%B7".repeat(300)))
                .isEqualTo("🦷".repeat(200));
        assertThat(ContentDisposition.filename("attachment; filename=\"" + "\\a".repeat(4_000) + "\""))
                .hasSize(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "%",
                "%4",
                "a%",
                "%zz",
                "%4g",
                "%-1",
                "%+1",
                "%\uFF14\uFF11",
                "%FF",
                "%C0%AF",
                "%ED%A0%80",
                "%E5%8F",
                "%F5%80%80%80",
                "é",
            })
    void filename_isRefused_whenItsEncodingIsMalformed(String encoded) {
        var problem = catchThrowableOfType(
                Problem.class, () -> ContentDisposition.filename("attachment; filename*=UTF-8''" + encoded));

        assertThat(problem).isNotNull();
        assertThat(problem.status()).isEqualTo(422);
        assertThat(problem.errors()).containsExactly(new Problem.FieldError("#Content-Disposition", "malformed"));
    }

    @Test
    void filename_comesBack_whateverItHolds() {
        var random = new Random(20);
        for (int round = 0; round < 5_000; round++) {
            var name = new StringBuilder("n");
            random.ints(random.nextInt(40), 0x20, 0x3000)
                    .filter(c -> Character.isLetterOrDigit(c) || c == ' ' || c == '"' || c == ';' || c == '%')
                    .forEach(name::appendCodePoint);
            name.append("m");
            var encoded =
                    URLEncoder.encode(name.toString(), StandardCharsets.UTF_8).replace("+", "%20");

            assertThat(ContentDisposition.filename("attachment; filename=x; filename*=UTF-8''" + encoded))
                    .isEqualTo(name.toString());
        }
    }

    @Test
    void filename_isSafeOrRefused_whateverTheFieldIs() {
        var parts = new String[] {
            "attachment",
            ";",
            "filename",
            "*",
            "=",
            "\"",
            "'",
            "UTF-8''",
            "%",
            "%2F",
            "%00",
            "..",
            "/",
            "\\",
            " ",
            "\r\n",
            "\u0000",
            "\u202E",
            "\u2028",
            "é",
            "口",
            "\uD83E",
            "\uFF14",
            "a"
        };
        var random = new Random(21);
        for (int round = 0; round < 50_000; round++) {
            var field = new StringBuilder(random.nextBoolean() ? "attachment; filename" : "");
            for (int i = random.nextInt(25); i > 0; i--) {
                field.append(parts[random.nextInt(parts.length)]);
            }
            assertSafeOrRefused(field.toString());
        }
    }

    private static void assertSafeOrRefused(String field) {
        try {
            var name = ContentDisposition.filename(field);
            assertThat(name.codePointCount(0, name.length())).isLessThanOrEqualTo(200);
            assertThat(name)
                    .as(field)
                    .doesNotContain("/", "\\", "\r", "\n", "\u0000", "\u202E", "\u2028", "\uD83E")
                    .isNotIn(".", "..");
        } catch (Problem problem) {
            assertThat(problem.status()).isEqualTo(422);
        }
    }
}
