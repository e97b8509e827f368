package cn.mejene.notifications.kind;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cn.mejene.kernel.call.Language;
import cn.mejene.kernel.config.ConfigException;
import cn.mejene.kernel.config.Policies;
import cn.mejene.kernel.config.Yaml;
import cn.mejene.kernel.event.Event;
import cn.mejene.kernel.testing.Clause;
import cn.mejene.kernel.testing.Workspace;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class KindsTest {
    private static final String MEMBER = "mem_01k0a3b4c5d6e7f8g9hajbkcmd";

    private final Kinds kinds = Kinds.load(new Policies(Workspace.root().resolve("config/policy")));

    @ParameterizedTest
    @EnumSource(Language.class)
    void text_hasNoOpenPlace_whenFilled(Language language) {
        kinds.kinds().forEach((name, kind) -> {
            if (!kind.texts().isEmpty()) {
                var text = kinds.mail(name, language).filledWith(kinds.generalPlaces(language));
                assertThat(text.title() + text.text()).as(name).doesNotContain("{", "}");
            }
        });
        assertThat(kinds.ending(language, "https://u")).contains("https://u").doesNotContain("{");
        assertThat(kinds.ending(language, null)).doesNotContain("{");
    }

    @Test
    @Clause("I(F)2")
    void kind_isMarketing_untilDeclared() {
        var undeclared = kind("{channels: [email]}");

        assertThat(undeclared.nature()).isEqualTo(Nature.MARKETING);
        assertThat(kinds.kind(Kinds.ACTIVITY).nature()).isEqualTo(Nature.MARKETING);
    }

    @Test
    @Clause("I(F)1")
    void kind_isRefused_whenItsNatureDoesNotGoThatWay() {
        assertThatThrownBy(() -> kind("{nature: transactional, channels: [sms]}"))
                .isInstanceOf(ConfigException.class);
        assertThatThrownBy(() -> kind("{nature: service, channels: [guardian]}"))
                .isInstanceOf(ConfigException.class);
        assertThat(kind("{nature: statutory, channels: [sms, push, guardian]}").nature())
                .isEqualTo(Nature.STATUTORY);
        assertThatThrownBy(() -> kind("{nature: service, channels: [inbox], event: a.b}"))
                .isInstanceOf(ConfigException.class);
    }

    @Test
    void toldBy_looksAtTheData() {
        var own = Event.of("records.record-stored", MEMBER, Map.of());
        var clinics = Event.of("records.record-stored", MEMBER, Map.of("clinicId", "cli_01k0a3b4c5d6e7f8g9hajbkcmd"));
        var material = Event.of("consent.policy-changed", MEMBER, Map.of("change", "material"));

        assertThat(kinds.toldBy(own)).isEmpty();
        assertThat(kinds.toldBy(clinics)).containsOnlyKeys("record-stored");
        assertThat(kinds.toldBy(material)).containsOnlyKeys("policy-changed-materially");
    }

    private static Kind kind(String yaml) {
        return Yaml.bind("kind", Yaml.tree("kind", yaml), Kind.class);
    }
}
