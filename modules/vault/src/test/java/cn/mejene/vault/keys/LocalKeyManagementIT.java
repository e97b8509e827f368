package cn.mejene.vault.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cn.mejene.kernel.config.ConfigException;
import cn.mejene.vault.VaultFixture;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The root key's file: made once, closed to others. */
final class LocalKeyManagementIT extends KeyManagementContract {
    @TempDir
    Path folder;

    @Override
    KeyManagement newRoot() {
        return LocalKeyManagement.open(folder.resolve("own/root.json"));
    }

    @Test
    void rotate_isSeenAtOnce_byWhoeverHasTheSameFile() {
        var other = LocalKeyManagement.open(folder.resolve("own/root.json"));

        var version = root.rotate();

        assertThat(other.version(other.wrap(KEY, PLACE))).isEqualTo(version);
        assertThat(other.unwrap(root.wrap(KEY, PLACE), PLACE)).isEqualTo(KEY);
    }

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
    void open_saysNothingOfTheContent_whenTheFileIsNoKeyset() throws Exception {
        var file = Files.writeString(folder.resolve("root.json"), "{\"secret\": \"marker\"}");

        assertThatThrownBy(() -> LocalKeyManagement.open(file))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining(file.toString())
                .hasMessageNotContaining("marker");
    }
}
