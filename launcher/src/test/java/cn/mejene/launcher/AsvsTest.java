package cn.mejene.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Each control of {@code docs/asvs.md} names tests that exist, or a reason. */
final class AsvsTest {
    private static final Pattern ROW = Pattern.compile("^\\| (\\d+\\.\\d+\\.\\d+) \\| [^|]+ \\| ([^|]+) \\|$");
    private static final Pattern TEST = Pattern.compile("`(\\w+(?:IT|Test))\\.(\\w+)`");
    private static final int CONTROLS = 79;

    private final Path root = Path.of(System.getProperty("mejene.root", "..")).toAbsolutePath();

    @Test
    void control_namesTestsThatExist_orAReason() throws IOException {
        var sources = TestSources.read();
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
                    .filter(test -> !sources.has(test.group(1), test.group(2)))
                    .forEach(test -> faults.add(row.group(1) + ": there is no " + test.group()));
        }
        assertThat(faults).isEmpty();
        assertThat(rows).isGreaterThanOrEqualTo(CONTROLS);
    }
}
