package cn.mejene.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Each kind of problem has a code of its own, which the contract tells. */
final class ProblemCodesTest {
    /** {@code Problem.of(404, "not-found", …} and its relatives, however they are laid out. */
    private static final Pattern MADE = Pattern.compile(
            "(?:Problem\\s*\\.\\s*(of|conflict|unauthorized)|new\\s+Problem)\\(\\s*(?:(\\d{3})\\s*,\\s*)?\"([a-z-]+)\"\\s*,");

    /** Refusals of the engine that decides accesses: {@code NAME("code")}. */
    private static final Pattern REASON = Pattern.compile("^ {4}[A-Z_]+\\(\"([a-z-]+)\"\\)", Pattern.MULTILINE);

    private static final Map<String, String> IMPLIED = Map.of("conflict", "409", "unauthorized", "401");

    private final Path root = Path.of(System.getProperty("mejene.root", "..")).toAbsolutePath();

    @Test
    void code_belongsToOneStatus_andIsInTheContract() throws IOException {
        var made = made();
        assertThat(made)
                .allSatisfy((code, statuses) -> assertThat(statuses).as(code).hasSize(1));
        assertThat(told()).containsExactlyInAnyOrderElementsOf(made.keySet());
    }

    private Map<String, Set<String>> made() throws IOException {
        var made = new TreeMap<String, Set<String>>();
        try (var modules = Files.list(root.resolve("modules"))) {
            Stream.concat(modules, Stream.of(root.resolve("gateway")))
                    .map(module -> module.resolve("src/main/java"))
                    .filter(Files::isDirectory)
                    .forEach(sources -> collect(sources, made));
        }
        return made;
    }

    private static void collect(Path sources, Map<String, Set<String>> made) {
        try (var files = Files.walk(sources)) {
            for (var file : files.filter(it -> it.toString().endsWith(".java")).toList()) {
                var text = Files.readString(file);
                for (var match = MADE.matcher(text); match.find(); ) {
                    var status = match.group(2) == null ? IMPLIED.getOrDefault(match.group(1), "?") : match.group(2);
                    made.computeIfAbsent(match.group(3), _ -> new TreeSet<>()).add(status);
                }
                if (file.endsWith("Reason.java")) {
                    for (var match = REASON.matcher(text); match.find(); ) {
                        made.computeIfAbsent(match.group(1), _ -> new TreeSet<>())
                                .add("403");
                    }
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Set<String> told() throws IOException {
        var contract = new YAMLMapper()
                .readTree(root.resolve("gateway/src/main/resources/openapi/gateway.yaml")
                        .toFile());
        var told = new TreeSet<String>();
        contract.at("/components/schemas/Problem/properties/code/enum").forEach(code -> told.add(code.asText()));
        return told;
    }
}
