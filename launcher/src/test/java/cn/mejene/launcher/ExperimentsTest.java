package cn.mejene.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The table of experiments names what exists, and leaves none out. */
class ExperimentsTest {
    private static final int EXPERIMENTS = 57;
    private static final Pattern TEST = Pattern.compile("`([a-z]+)/([A-Z]\\w+)`");
    private static final Pattern SCENARIO = Pattern.compile("`chaos ([a-z]+)`");

    private final Path root = Path.of(System.getProperty("mejene.root", "..")).toAbsolutePath();

    @Test
    void table_hasEveryExperimentOnce() throws IOException {
        assertThat(rows().stream().map(row -> row.split(" ", 3)[1]))
                .containsExactlyElementsOf(IntStream.rangeClosed(1, EXPERIMENTS)
                        .mapToObj(number -> "D" + number)
                        .toList());
        assertThat(rows())
                .allMatch(row -> row.contains("not automated")
                        || TEST.matcher(row).find()
                        || SCENARIO.matcher(row).find());
    }

    @Test
    void everythingNamed_exists() throws IOException {
        var named = new TreeSet<String>();
        for (var row : rows()) {
            TEST.matcher(row).results().forEach(it -> named.add(it.group(1) + "/" + it.group(2)));
            SCENARIO.matcher(row).results().forEach(it -> named.add("chaos/" + scenario(it.group(1))));
        }
        assertThat(classes()).containsAll(named);
    }

    private static String scenario(String name) {
        return Character.toUpperCase(name.charAt(0)) + name.substring(1) + "Scenario";
    }

    private List<String> rows() throws IOException {
        try (var lines = Files.lines(root.resolve("docs/experiments.md"))) {
            return lines.filter(line -> line.startsWith("| D")).toList();
        }
    }

    /** Test classes of all modules and scenarios, each behind its module's name. */
    private Set<String> classes() throws IOException {
        try (var modules = Stream.concat(Files.list(root), Files.list(root.resolve("modules")))) {
            return modules.filter(module -> Files.isRegularFile(module.resolve("pom.xml")))
                    .flatMap(module -> Stream.of("src/test/java", "src/main/java")
                            .map(module::resolve)
                            .filter(Files::isDirectory)
                            .flatMap(ExperimentsTest::files)
                            .map(file -> module.getFileName() + "/" + file.replace(".java", "")))
                    .collect(Collectors.toSet());
        }
    }

    private static Stream<String> files(Path folder) {
        try (var files = Files.walk(folder)) {
            return files
                    .map(file -> file.getFileName().toString())
                    .filter(name -> name.matches("\\w+(Test|IT|Scenario)\\.java"))
                    .toList()
                    .stream();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
