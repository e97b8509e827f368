package cn.mejene.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TraceContextTest {
    private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
    private static final String SPAN = "00f067aa0ba902b7";

    @ParameterizedTest
    @ValueSource(strings = {"00-%s-%s-01", "01-%s-%s-01", "cc-%s-%s-01-what-comes-later"})
    void accept_keepsTraceWithNewSpan_whenValid(String form) {
        var context = TraceContext.accept(form.formatted(TRACE, SPAN));

        assertThat(context.traceId()).isEqualTo(TRACE);
        assertThat(context.spanId()).isNotEqualTo(SPAN).matches("[0-9a-f]{16}");
        assertThat(context.flags()).isEqualTo("01");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "00-%s-%s",
                "ff-%s-%s-01",
                "00-%s-%s-01-more",
                "00-%s-0000000000000000-01",
                "0-%s-%s-01",
                "00-%S-%s-01"
            })
    void accept_beginsTrace_whenInvalid(String form) {
        var context = TraceContext.accept(form.formatted(TRACE, SPAN));

        assertThat(context.traceId()).isNotEqualTo(TRACE).matches("[0-9a-f]{32}");
    }

    @Test
    void accept_beginsDifferentTraces_withoutHeader() {
        assertThat(TraceContext.accept(null).traceId())
                .isNotEqualTo(TraceContext.accept(null).traceId());
    }
}
