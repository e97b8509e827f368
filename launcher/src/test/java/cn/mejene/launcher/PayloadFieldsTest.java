package cn.mejene.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import cn.mejene.launcher.system.Clause;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.TreeSet;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

/**
 * The sandbox compares each request with {@code payload-fields.json}, and every test class fails when one holds more; here
 * that file is held to the published list: a third party gets all the fields that are declared and no other.
 */
final class PayloadFieldsTest {
    private final Path root = Path.of(System.getProperty("mejene.root", "..")).toAbsolutePath();

    @Test
    @Clause({"III.0", "III(A)4", "III(A)L"})
    void payloads_holdTheFieldsOfTheirRegister_andNoOther() throws IOException {
        var payloads = new ObjectMapper()
                .readTree(root.resolve("services/src/main/resources/payload-fields.json")
                        .toFile());
        var parties = new YAMLMapper()
                .readTree(root.resolve("config/policy/third-parties.yaml").toFile())
                .path("thirdParties");
        var known = new TreeSet<String>();
        for (var party : parties) {
            // The others get nothing but by asking for it themselves.
            if (!party.path("hosts").isEmpty()) {
                var id = party.path("id").asText();
                known.add(id);
                var declared = new TreeSet<String>();
                party.path("fields").forEach(field -> declared.add(field.asText()));
                assertThat(meant(payloads.path(id))).as(id).isEqualTo(declared);
            }
        }
        assertThat(payloads.fieldNames()).toIterable().containsExactlyInAnyOrderElementsOf(known);
    }

    private static TreeSet<String> meant(JsonNode fields) {
        var meant = new TreeSet<String>();
        StreamSupport.stream(fields.spliterator(), false)
                .map(JsonNode::asText)
                .filter(word -> !word.isEmpty())
                .forEach(meant::add);
        return meant;
    }
}
