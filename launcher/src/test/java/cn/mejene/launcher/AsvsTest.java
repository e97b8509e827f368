package cn.mejene.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Each control of {@code docs/asvs.md} names tests that exist, or a reason. */
final class AsvsTest {
    private static final Pattern ROW = Pattern.compile("^\\| (\\d+\\.\\d+\\.\\d+) \\| [^|]+ \\| ([^|]+) \\|$");
    private static final Pattern TEST = Pattern.compile("`(\\w+(?:IT|Test))\\.(\\w+)`");
    private static final int CONTROLS = 79;

    private final Path root = Path.of(System.getProperty("mejene.root", "..")).toAbsolutePath();

    @Test
    void control_namesTestsThatExist_orAReason() throws IOException {
        var sources = sources();
        var faults = new ArrayList<String>();
        int rows = 0;
        for (var line : Files.readAllLines(root.resolve("docs/asvs.md"))) {
            var row = ROW.matcher(line);
            if (!row.matches()) {
                continue;
            }
            rows++;
            var tests = TEST.matcher(row.group(2)).results().toList();
            if (tests.isEmpty() && !row.group(2).startsWith("reason: ")) {
                faults.add(row.group(1) + " has neither test nor reason");
            }
            tests.stream()
                    .filter(test -> sources.getOrDefault(test.group(1), List.of()).stream()
                            .noneMatch(text -> text.contains("void " + test.group(2) + "(")))
                    .forEach(test -> faults.add(row.group(1) + ": there is no " + test.group()));
        }
        assertThat(faults).isEmpty();
        assertThat(rows).isGreaterThanOrEqualTo(CONTROLS);
    }

    /** What test classes of each name say; some modules have classes of the same name. */
    private Map<String, List<String>> sources() throws IOException {
        var sources = new HashMap<String, List<String>>();
        try (var modules = Files.list(root.resolve("modules"));
                var others = Files.list(root)) {
            for (var module : Stream.concat(modules, others).toList()) {
                var tests = module.resolve("src/test/java");
                if (Files.isDirectory(tests)) {
                    collect(tests, sources);
                }
            }
        }
        return sources;
    }

    private static void collect(Path tests, Map<String, List<String>> sources) throws IOException {
        try (var files = Files.walk(tests)) {
            for (var file : files.filter(it -> it.toString().endsWith(".java")).toList()) {
                var name = file.getFileName().toString().replace(".java", "");
                sources.computeIfAbsent(name, _ -> new ArrayList<>()).add(Files.readString(file));
            }
        }
    }
}
