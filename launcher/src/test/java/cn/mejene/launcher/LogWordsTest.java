package cn.mejene.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Whatever the log can name has words for the people whom it is about: kinds of data, purposes, legal bases. */
final class LogWordsTest {
    /** Things of the platform, not of the people whose data it holds. */
    private static final Set<String> OF_NOBODY = Set.of(
            "corporate-event",
            "hold",
            "incident",
            "list-approval",
            "operation",
            "partner-assessment",
            "policy",
            "receipt-key",
            "review",
            "sharing",
            "signing-key",
            "source",
            "staff",
            "transfer-mechanism",
            "transfer-salt",
            "watermark",
            "wechat-token");

    private static final Pattern TYPE =
            Pattern.compile("(?:Resource\\.of|new (?:Access\\.)?Resource)\\(\\s*(?:\"([a-z-]+)\"|([A-Z_]+)\\b)");
    private static final Pattern STATED = Pattern.compile("String PURPOSE = \"([a-z-]+)\";");

    private final Path root = Path.of(System.getProperty("mejene.root", "..")).toAbsolutePath();

    private JsonNode policy(String name) throws IOException {
        return new YAMLMapper()
                .readTree(root.resolve("config/policy/" + name + ".yaml").toFile());
    }

    private Set<String> inCode(Pattern pattern) throws IOException {
        var found = new TreeSet<String>();
        try (var files = Files.walk(root.resolve("modules"))) {
            files.filter(file -> file.toString().endsWith(".java"))
                    .filter(file -> file.toString().contains("/src/main/java/"))
                    .forEach(file -> collect(file, pattern, found));
        }
        return found;
    }

    private static void collect(Path file, Pattern pattern, Set<String> found) {
        try {
            var text = Files.readString(file);
            for (var match = pattern.matcher(text); match.find(); ) {
                found.add(match.group(1) != null ? match.group(1) : constant(text, match.group(2), file));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String constant(String text, String name, Path file) {
        var match = Pattern.compile("String " + name + " = \"([a-z-]+)\";").matcher(text);
        assertThat(match.find()).as(file + ": " + name).isTrue();
        return match.group(1);
    }

    @Test
    void everyTypeOfThing_isACategoryOfData_orNobodys() throws IOException {
        var mapped = new HashSet<>(OF_NOBODY);
        policy("incidents").path("categories").forEach(category -> category.path("resources")
                .forEach(type -> mapped.add(type.asText())));

        var types = inCode(TYPE);

        assertThat(types).contains("record", "location", "disclosure");
        assertThat(mapped).containsAll(types);
    }

    @Test
    void everyPurpose_hasWords() throws IOException {
        var stated = inCode(STATED);
        var purposes = policy("purposes");
        purposes.path("purposes")
                .forEach(purpose -> purpose.path("accessPurposes").forEach(word -> stated.add(word.asText())));
        purposes.path("system").forEach(line -> stated.add(line.path("purpose").asText()));
        purposes.path("staff").forEach(line -> stated.add(line.path("purpose").asText()));
        // Names of consents, which no access states.
        stated.removeAll(Set.of("clinic-records", "emergency-contact"));

        var words = policy("access-words").path("purposes");

        assertThat(stated).contains("treatment", "disclosure", "annual-report", "customer-service");
        assertThat(stated).allSatisfy(purpose -> {
            assertThat(words.at("/" + purpose + "/zh-Hans").asText())
                    .as(purpose)
                    .isNotBlank();
            assertThat(words.at("/" + purpose + "/en").asText()).as(purpose).isNotBlank();
        });
    }
}
