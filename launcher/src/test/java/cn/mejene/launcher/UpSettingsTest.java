package cn.mejene.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class UpSettingsTest {

    @Test
    void ports_standTenApart_whenThereAreSeveralNodes() {
        var settings = settings(3);

        assertThat(settings.ports(1)).containsExactly(8080, 8081, 8082, 8083);
        assertThat(settings.ports(3)).containsExactly(8100, 8101, 8102, 8103);
        assertThat(settings.members()).isEqualTo("127.0.0.1:8082,127.0.0.1:8092,127.0.0.1:8102");
    }

    @Test
    void ports_areTwo_whenANodeIsAlone() {
        var settings = settings(1);

        assertThat(settings.ports(1)).containsExactly(8080, 8081);
        assertThat(settings.members()).isEmpty();
    }

    @Test
    void members_areTheRelays_whenSomebodyStandsBetween() {
        var settings = new UpSettings(Path.of("."), Path.of("data"), 8080, 2, Optional.empty(), 5);

        assertThat(settings.members()).isEqualTo("127.0.0.1:8087,127.0.0.1:8097");
        assertThat(settings.ports(2)).containsExactly(8090, 8091, 8092, 8093);
    }

    private static UpSettings settings(int nodes) {
        return new UpSettings(Path.of("."), Path.of("data"), 8080, nodes, Optional.empty(), 0);
    }
}
