package cn.mejene.vault.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cn.mejene.kernel.config.ConfigException;
import cn.mejene.vault.VaultFixture;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The root key's file: made once, closed to others. */
final class LocalKeyManagementIT {
    private static final byte[] KEY = "0123456789abcdef0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] PLACE = "place".getBytes(StandardCharsets.US_ASCII);

    @TempDir
    Path folder;

    @Test
    void open_agreesOnOneKey_whenManyStartTogether() throws Exception {
        for (int round = 0; round < 10; round++) {
            var file = folder.resolve("round-" + round).resolve("root.json");

            var opened = VaultFixture.together(16, () -> LocalKeyManagement.open(file)).stream()
                    .map(Future::resultNow)
                    .toList();

            var wrapped = opened.getFirst().wrap(KEY, PLACE);
            assertThat(opened)
                    .allSatisfy(root -> assertThat(root.unwrap(wrapped, PLACE)).isEqualTo(KEY));
            try (var files = Files.list(file.getParent())) {
                assertThat(files).containsExactly(file);
            }
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                    .isEqualTo("rw-------");
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file.getParent())))
                    .isEqualTo("rwx------");
        }
    }

    @Test
    void unwrap_fails_whenTheContextIsAnother() {
        var root = LocalKeyManagement.open(folder.resolve("root.json"));
        var wrapped = root.wrap(KEY, PLACE);

        assertThatThrownBy(() -> root.unwrap(wrapped, "other".getBytes(StandardCharsets.US_ASCII)))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void open_saysNothingOfTheContent_whenTheFileIsNoKeyset() throws Exception {
        var file = Files.writeString(folder.resolve("root.json"), "{\"secret\": \"marker\"}");

        assertThatThrownBy(() -> LocalKeyManagement.open(file))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining(file.toString())
                .hasMessageNotContaining("marker");
    }
}
