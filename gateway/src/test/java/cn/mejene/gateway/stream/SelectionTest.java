package cn.mejene.gateway.stream;

import static org.assertj.core.api.Assertions.assertThat;

import cn.mejene.vault.store.ByteRange;
import io.vertx.core.http.HttpMethod;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SelectionTest {
    private static final String ETAG = "\"abc\"";

    @ParameterizedTest(name = "{0} of {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "bytes=0-0       | 10 | 206 | 0 | 1",
                "bytes=2-5       | 10 | 206 | 2 | 6",
                "bytes=2-        | 10 | 206 | 2 | 10",
                "bytes=2-99      | 10 | 206 | 2 | 10",
                "bytes=-3        | 10 | 206 | 7 | 10",
                "bytes=-99       | 10 | 206 | 0 | 10",
                "BYTES = 9-9     | 10 | 206 | 9 | 10",
                "bytes=0-99999999999999999999 | 10 | 206 | 0 | 10",
                "bytes=10-       | 10 | 416 | 0 | 10",
                "bytes=99999999999999999999- | 10 | 416 | 0 | 10",
                "bytes=-0        | 10 | 416 | 0 | 10",
                "bytes=0-        | 0  | 416 | 0 | 0",
                "bytes=-1        | 0  | 416 | 0 | 0",
                "bytes=5-2       | 10 | 200 | 0 | 10",
                "bytes=0-1,0-4   | 10 | 200 | 0 | 10",
                "bytes=3-4,8-,-3 | 10 | 200 | 0 | 10",
                "bytes=0-1,b-4   | 10 | 200 | 0 | 10",
                "bytes=0-1,4-3   | 10 | 200 | 0 | 10",
                "bytes=,         | 10 | 200 | 0 | 10",
                "bytes=2-3,99-   | 10 | 206 | 2 | 4",
                "bytes=20-,99-   | 10 | 416 | 0 | 10",
                "bytes=-         | 10 | 200 | 0 | 10",
                "bytes=a-b       | 10 | 200 | 0 | 10",
                "lines=0-1       | 10 | 200 | 0 | 10",
            })
    void range_isServed(String header, long size, int status, long from, long to) {
        var selection = Selection.of(HttpMethod.GET, Map.of("range", header)::get, ETAG, size);

        assertThat(selection.status()).isEqualTo(status);
        assertThat(selection.range().from()).isEqualTo(from);
        assertThat(selection.range().to()).isEqualTo(to);
        assertThat(selection.range().size()).isEqualTo(size);
    }

    @Test
    void ranges_areServedInTheOrderAskedFor_unlessTheyAreMany() {
        var selection = select("bytes= 8- , 0-1,, 4-5, 99-100");

        assertThat(selection.status()).isEqualTo(206);
        assertThat(selection.isMultipart()).isTrue();
        assertThat(selection.ranges())
                .containsExactly(new ByteRange(8, 10, 10), new ByteRange(0, 2, 10), new ByteRange(4, 6, 10));

        var many = IntStream.range(0, 17).mapToObj(i -> "99-").collect(Collectors.joining(","));
        assertThat(select("bytes=" + many).status()).isEqualTo(200);
    }

    private static Selection select(String range) {
        return Selection.of(HttpMethod.GET, Map.of("range", range)::get, ETAG, 10);
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\'',
            value = {
                "if-match      | \"abc\"          | 200",
                "if-match      | *                | 200",
                "if-match      | \"x\", \"abc\"   | 200",
                "if-match      | W/\"abc\"        | 412",
                "if-match      | \"x\"            | 412",
                "if-match      | abc              | 412",
                "if-none-match | \"abc\"          | 304",
                "if-none-match | W/\"abc\"        | 304",
                "if-none-match | \"x\", \"abc\"   | 304",
                "if-none-match | *                | 304",
                "if-none-match | \"x\"            | 200",
            })
    void precondition_decides(String name, String value, int status) {
        assertThat(Selection.of(HttpMethod.GET, Map.of(name, value)::get, ETAG, 10)
                        .status())
                .isEqualTo(status);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\'',
            value = {"\"abc\" | 206", "W/\"abc\" | 200", "\"x\" | 200", "Tue, 01 Jan 2030 00:00:00 GMT | 200"})
    void range_holdsOnlyForTheVersionItNames(String ifRange, int status) {
        var fields = Map.of("range", "bytes=0-0", "if-range", ifRange);

        assertThat(Selection.of(HttpMethod.GET, fields::get, ETAG, 10).status()).isEqualTo(status);
    }

    @ParameterizedTest
    @CsvSource("bytes=0-0")
    void range_isIgnored_whenTheMethodIsHead(String range) {
        assertThat(Selection.of(HttpMethod.HEAD, Map.of("range", range)::get, ETAG, 10)
                        .status())
                .isEqualTo(200);
    }
}
