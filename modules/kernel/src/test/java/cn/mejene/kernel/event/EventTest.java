package cn.mejene.kernel.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cn.mejene.kernel.Ids;
import cn.mejene.kernel.Json;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class EventTest {
    private static final String MEMBER = Ids.make("mem");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "13800138000",
                "+8613800138000",
                "tel-13800138000",
                "code-482913",
                "zhang@example.com",
                "张三",
                "Zhang",
                "likes dental floss",
                "31.2304",
                "",
                "a-very-long-word-that-goes-on-and-on-until-it-says-something"
            })
    void of_isRefused_whenValueCouldBePersonal(String value) {
        assertThatThrownBy(() -> Event.of("probe.happened", MEMBER, Map.of("what", value)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("an event carries only ids and fixed words");
        assertThatThrownBy(() -> Event.of("probe.happened", value, Map.of()))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"active", "restore-only", "v-2026-02-16", "marketing-sms"})
    void of_isMade_whenValueIsFixedWord(String word) {
        var event = Event.of("probe.happened", MEMBER, Map.of("what", word, "grant", Ids.make("grn")));

        assertThat(event.get("what")).isEqualTo(word);
        assertThat(event.topic()).isEqualTo("probe.events");
        assertThat(Json.read(Json.bytes(event), Event.class)).isEqualTo(event);
    }

    @ParameterizedTest
    @ValueSource(strings = {"happened", "probe.", "Probe.happened", "probe.it happened", "probe.happened.twice"})
    void of_isRefused_whenTypeIsWrong(String type) {
        assertThatThrownBy(() -> Event.of(type, MEMBER, Map.of())).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void event_isRefused_whenItsOwnIdIsAnotherThing() {
        assertThatThrownBy(() -> new Event("13800138000", "probe.happened", MEMBER, Map.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageNotContaining("13800138000");
    }

    @Test
    void get_fails_whenDatumIsMissing() {
        var event = Event.of("probe.happened", MEMBER, Map.of());

        assertThatThrownBy(() -> event.get("what")).isInstanceOf(IllegalStateException.class);
    }
}
