package cn.mejene.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class JsonTest {
    private record Line(String name, int count) {}

    private record Order(
            @Nullable String title,
            int count,
            boolean paid,
            List<Line> lines,
            @Nullable Instant at) {}

    private static byte[] utf8(String json) {
        return json.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void text_writesRfc3339_whenValueIsTime() {
        var order = new Order("牙", 2, true, List.of(), Instant.parse("2026-03-01T00:00:00Z"));

        assertThat(Json.text(order)).contains("\"at\":\"2026-03-01T00:00:00Z\"", "牙");
        assertThat(Json.bind(Json.bytes(order), Order.class)).isEqualTo(order);
    }

    @Test
    void canonical_isTheSame_whateverTheOrderOfAMap() {
        var one = new LinkedHashMap<String, Object>(Map.of("en", "Clinic"));
        one.put("zh-Hans", "诊所");
        var other = new LinkedHashMap<String, Object>(Map.of("zh-Hans", "诊所"));
        other.put("en", "Clinic");

        assertThat(Json.text(List.of(one))).isNotEqualTo(Json.text(List.of(other)));
        assertThat(Json.canonical(List.of(one))).isEqualTo(Json.canonical(List.of(other)));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"count\":1,\"paid\":true,\"lines\":[],\"secret\":\"13800138000\"} | /secret",
                "{\"count\":\"13800138000\",\"paid\":true,\"lines\":[]} | /count",
                "{\"count\":1.5,\"paid\":true,\"lines\":[]} | /count",
                "{\"count\":null,\"paid\":true,\"lines\":[]} | /count",
                "{\"title\":13800138000,\"count\":1,\"paid\":true,\"lines\":[]} | /title",
                "{\"title\":true,\"count\":1,\"paid\":true,\"lines\":[]} | /title",
                "{\"count\":1,\"paid\":1,\"lines\":[]} | /paid",
                "{\"count\":1,\"paid\":true,\"lines\":[{\"name\":\"a\",\"count\":\"13800138000\"}]} | /lines/0/count",
                "{\"count\":1,\"paid\":true,\"lines\":[],\"at\":\"on 13800138000\"} | /at"
            })
    void bind_namesFieldAndNotValue_whenFieldIsOfWrongForm(String json, String pointer) {
        var problem = catchThrowableOfType(Problem.class, () -> Json.bind(utf8(json), Order.class));

        assertThat(problem.status()).isEqualTo(422);
        assertThat(problem.errors()).extracting(Problem.FieldError::pointer).containsExactly(pointer);
        assertThat(problem.toString() + problem.errors() + problem.members()).doesNotContain("13800138000");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "{\"count\":1,\"count\":2}",
                "{\"count\":1,\"paid\":true,\"lines\":[]} x",
                "{'count':1}",
                "{\"count\":NaN}"
            })
    void bind_isRefused_whenJsonIsMalformed(String json) {
        var problem = catchThrowableOfType(Problem.class, () -> Json.bind(utf8(json), Order.class));

        assertThat(problem.status()).isIn(400, 422);
        assertThat(problem.getMessage()).doesNotContain("count");
    }

    @Test
    void bind_isRefused_whenBodyIsNull() {
        assertThatThrownBy(() -> Json.bind(utf8("null"), Order.class)).isInstanceOf(Problem.class);
    }

    @Test
    void read_fails_whenStoredFormIsAnother() {
        assertThatThrownBy(() -> Json.read(utf8("{\"other\":1}"), Line.class))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessage("stored JSON is not a Line");
    }
}
