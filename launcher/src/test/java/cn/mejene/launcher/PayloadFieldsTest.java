package cn.mejene.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import cn.mejene.launcher.system.Clause;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeMap;
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
        var declared = new TreeMap<String, Set<String>>();
        for (var party : parties) {
            // The others get nothing but by asking for it themselves.
            if (!party.path("hosts").isEmpty()) {
                var fields = new TreeSet<String>();
                party.path("fields").forEach(field -> fields.add(field.asText()));
                declared.put(party.path("id").asText(), fields);
            }
        }
        var told = new TreeMap<String, Set<String>>();
        payloads.properties().forEach(party -> told.put(party.getKey(), meant(party.getValue())));
        // Who gets nothing of a person's needs no entry in the list.
        told.values().removeIf(Set::isEmpty);
        assertThat(told).isEqualTo(declared);
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
