package cn.mejene.launcher.matrix;

import cn.mejene.kernel.config.Required;
import cn.mejene.kernel.config.Yaml;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * {@code config/policy/clauses.yaml}: the clauses of the privacy policy as rows, in parts of the work.
 *
 * @param parts in the order they are printed
 */
record Clauses(List<Part> parts) {

    /** @param finished whether each of its M rows must have a test from now on */
    record Part(String id, String title, boolean finished, List<Row> rows) {
        Part {
            Required.field("title", title);
            rows = List.copyOf(Required.field("rows of " + id, rows));
        }
    }

    /**
     * @param must {@code M} a test must exist, {@code S} it should, {@code D} an artefact must exist
     * @param what the row in a few words
     */
    record Row(String id, Must must, String what) {}

    /** How much a row demands. */
    enum Must {
        M,
        S,
        D
    }

    Clauses {
        parts = List.copyOf(Required.field("parts", parts));
    }

    static Clauses load(Path root) throws IOException {
        var file = "config/policy/clauses.yaml";
        return Yaml.bind(file, Yaml.tree(file, Files.readString(root.resolve(file))), Clauses.class);
    }

    Set<String> ids() {
        return parts.stream()
                .flatMap(part -> part.rows().stream())
                .map(Row::id)
                .collect(Collectors.toUnmodifiableSet());
    }
}
