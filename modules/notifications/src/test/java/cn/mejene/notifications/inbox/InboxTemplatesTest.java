package cn.mejene.notifications.inbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cn.mejene.kernel.call.Language;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class InboxTemplatesTest {
    private final InboxTemplates templates = InboxTemplates.load();

    @ParameterizedTest
    @EnumSource(Language.class)
    void message_hasNoOpenPlace_whenFilled(Language language) {
        for (var kind : templates.messages().keySet()) {
            var message = templates.message(kind, language).filledWith(Map.of("clinic", "C", "record", "R"));

            assertThat(message.title() + message.text()).as(kind).doesNotContain("{", "}");
        }
    }

    @Test
    void message_isRefused_whenKindIsUnknown() {
        assertThatThrownBy(() -> templates.message("nothing", Language.EN)).isInstanceOf(IllegalStateException.class);
    }
}
