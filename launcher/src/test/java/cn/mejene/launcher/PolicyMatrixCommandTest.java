package cn.mejene.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

final class PolicyMatrixCommandTest {
    private static final String CLAUSES = """
            parts:
              - id: done
                title: Done
                finished: true
                rows:
                  - {id: "V(C)2", must: M, what: View or revoke}
                  - {id: "V(C)3", must: S, what: Through support}
              - id: later
                title: Later
                finished: false
                rows:
                  - {id: "VI.1", must: M, what: Children}
            """;
    // Not one literal, or the matrix of this checkout would read it.
    private static final String TEST =
            "@" + "Clause({\"V(C)2\"})\n@X(Y.class)\nclass GrantIT {\n void grant_ends() {} }";
    private static final String REPORT = """
            <testsuite><testcase name="grant_ends" classname="a.b.GrantIT">%s</testcase></testsuite>""";

    @TempDir
    Path root;

    private record Ended(int code, String output) {}

    private void write(String file, String text) throws IOException {
        var path = root.resolve(file);
        Files.createDirectories(path.getParent());
        Files.writeString(path, text);
    }

    private static Ended matrix(Path of) {
        var out = new ByteArrayOutputStream();
        var line = new CommandLine(new PolicyMatrixCommand(new PrintStream(out, true, StandardCharsets.UTF_8)));
        int code = line.execute(of.toString());
        return new Ended(code, out.toString(StandardCharsets.UTF_8));
    }

    private void checkout(String test, String report) throws IOException {
        write("config/policy/clauses.yaml", CLAUSES);
        write("modules/consent/src/main/java/cn/mejene/consent/G.java", "/** Grants (policy V(C)2–3). */");
        write("modules/consent/src/test/java/GrantIT.java", test);
        write("modules/consent/target/failsafe-reports/TEST-a.b.GrantIT.xml", report);
    }

    @Test
    void matrix_showsCodeTestAndResult_whenARowIsProven() throws IOException {
        checkout(TEST, REPORT.formatted(""));

        var matrix = matrix(root);

        assertThat(matrix.code()).isZero();
        assertThat(matrix.output()).contains("Done (finished): 1 of 2 rows", "Later (open): 0 of 1 rows");
        assertThat(matrix.output().lines().filter(line -> line.contains("V(C)2")))
                .singleElement()
                .asString()
                .contains("passed", "consent/G.java", "GrantIT");
        assertThat(matrix.output().lines().filter(line -> line.contains("V(C)3")))
                .singleElement()
                .asString()
                .contains("open", "consent/G.java");
    }

    @Test
    void matrix_fails_whenARowOfAFinishedPartHasNoTest() throws IOException {
        checkout("class GrantIT {}", REPORT.formatted(""));

        var matrix = matrix(root);

        assertThat(matrix.code()).isOne();
        assertThat(matrix.output()).contains("FAULT: V(C)2 has no test").doesNotContain("FAULT: V(C)3", "FAULT: VI.1");
    }

    @Test
    void matrix_fails_whenTheTestFailedOrNamesNoRow() throws IOException {
        checkout(TEST.replace("{\"V(C)2\"", "{\"V(C)2\", \"X(Y)1\""), REPORT.formatted("<failure/>"));

        var matrix = matrix(root);

        assertThat(matrix.code()).isOne();
        assertThat(matrix.output())
                .contains("FAULT: V(C)2 has a test that failed", "FAULT: a test names X(Y)1, which is no row");
    }

    @Test
    void matrixOfThisCheckout_hasNoFault() {
        var matrix = matrix(Path.of("..").toAbsolutePath().normalize());

        assertThat(matrix.output().lines().filter(line -> line.startsWith("FAULT") && !line.endsWith("failed")))
                .isEmpty();
    }
}
