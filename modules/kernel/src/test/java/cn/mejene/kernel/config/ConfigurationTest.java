package cn.mejene.kernel.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ConfigurationTest {
    @TempDir
    private Path folder;

    private record Door(
            String name,
            int width,
            @Nullable Secret key,
            @Nullable Duration open) {
        Door {
            Required.field("name", name);
            if (width < 0) {
                throw new ConfigException("width must not be negative");
            }
        }
    }

    private Configuration configuration(String yaml, Map<String, String> environment) throws IOException {
        var file = Files.writeString(folder.resolve("dev.yaml"), yaml);
        return Configuration.read(file, environment);
    }

    private Configuration configuration(String yaml) throws IOException {
        return configuration(yaml, Map.of());
    }

    @Test
    void section_isBound_whenKeysAreKnown() throws IOException {
        var door = configuration("door: {name: front, width: 90, open: PT5S}").section("door", Door.class);

        assertThat(door).isEqualTo(new Door("front", 90, null, Duration.ofSeconds(5)));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "door: {name: front, width: 1, hight: 2} | dev.yaml: door: unknown key 'hight'",
                "door: {width: 1} | dev.yaml: door: the key 'name' is missing",
                "door: {name: front, width: -1} | dev.yaml: door: width must not be negative",
                "door: {name: front, width: 1, key: hunter2} | dev.yaml: door: key: a secret is given as env:NAME or file:PATH",
                "door: {name: front, width: 1, key: 'env:NO_SUCH_NAME'} | dev.yaml: door: key: the environment variable NO_SUCH_NAME is not set"
            })
    void section_namesFileAndKey_whenItIsWrong(String yaml, String message) {
        assertThatThrownBy(() -> configuration(yaml).section("door", Door.class))
                .isInstanceOf(ConfigException.class)
                .hasMessage(message);
    }

    @Test
    void section_namesKeyOnOneLine_whenTypeIsWrong() {
        var failure =
                catchThrowableOfType(ConfigException.class, () -> configuration("door: {name: front, width: wide}")
                        .section("door", Door.class));

        assertThat(failure.getMessage()).startsWith("dev.yaml: door: width: ").doesNotContain("\n");
    }

    @Test
    void section_isBoundAsEmpty_whenItIsMissing() {
        assertThatThrownBy(() -> configuration("other: 1").section("door", Door.class))
                .hasMessage("dev.yaml: door: the key 'width' is missing");
    }

    @Test
    void read_namesLine_whenKeyIsTwice() {
        var failure = catchThrowableOfType(ConfigException.class, () -> configuration("door:\n  name: a\n  name: b\n"));

        assertThat(failure.getMessage())
                .startsWith("dev.yaml:3:")
                .contains("name")
                .doesNotContain("\n");
    }

    @Test
    void read_namesLine_whenYamlIsBroken() {
        var failure = catchThrowableOfType(ConfigException.class, () -> configuration("door: [1\nother: 2"));

        assertThat(failure.getMessage()).startsWith("dev.yaml:").doesNotContain("\n");
    }

    @Test
    void read_namesFile_whenItIsMissing() {
        assertThatThrownBy(() -> Configuration.read(folder.resolve("none.yaml"), Map.of()))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("none.yaml");
    }

    @Test
    void read_takesVariables_whenTheyAreSet() throws IOException {
        var yaml = "door: {name: \"${NAME}\", width: ${WIDTH:-80}}";

        assertThat(configuration(yaml, Map.of("NAME", "a$1")).section("door", Door.class))
                .isEqualTo(new Door("a$1", 80, null, null));
        assertThat(configuration(yaml, Map.of("NAME", "a$1", "WIDTH", "7")).section("door", Door.class))
                .isEqualTo(new Door("a$1", 7, null, null));
    }

    @Test
    void read_namesVariable_whenItIsNotSet() {
        assertThatThrownBy(() -> configuration("door: {name: \"${NAME}\"}"))
                .hasMessage("dev.yaml: the environment variable NAME is not set");
    }

    @Test
    void secret_isReadFromFileAndNeverShown_whenGivenByReference() throws IOException {
        var file = Files.writeString(folder.resolve("key"), "hunter2\n");

        var door = configuration("door: {name: a, width: 1, key: \"file:" + file + "\"}")
                .section("door", Door.class);

        assertThat(door.key()).isEqualTo(new Secret("hunter2"));
        assertThat(door.toString()).doesNotContain("hunter2").contains("***");
    }

    @Test
    void secret_isNotQuoted_whenItIsGivenInClear() {
        assertThatThrownBy(() ->
                        configuration("door: {name: a, width: 1, key: hunter2}").section("door", Door.class))
                .hasMessageNotContaining("hunter2");
    }

    @Test
    void requireOnly_isRefused_whenSectionIsUnknown() throws IOException {
        var configuration = configuration("door: {}\ndor: {}\nmodules: {audit: , vault: {}}");

        assertThat(configuration.modules()).containsExactly("audit", "vault");
        assertThatThrownBy(() -> configuration.requireOnly(Set.of("door", "modules")))
                .hasMessage("dev.yaml: unknown key 'dor'");
    }

    @Test
    void module_namesFullKey_whenKeyIsUnknown() throws IOException {
        var configuration = configuration("modules: {door: {name: a, width: 1, nam: b}}");

        assertThatThrownBy(() -> configuration.module("door", Door.class))
                .hasMessage("dev.yaml: modules.door: unknown key 'nam'");
    }
}
