package cn.mejene.launcher.matrix;

import cn.mejene.launcher.matrix.Clauses.Must;
import cn.mejene.launcher.matrix.Clauses.Part;
import cn.mejene.launcher.matrix.Clauses.Row;
import cn.mejene.launcher.matrix.TestReports.Outcome;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Every row of the policy with the code that keeps it, the tests that prove it and how they ended. For one thread. */
public final class ClauseMatrix {
    private final Clauses clauses;
    private final Mentions mentions;
    private final ClauseTests tests;
    private final TestReports reports;

    private ClauseMatrix(Clauses clauses, Mentions mentions, ClauseTests tests, TestReports reports) {
        this.clauses = clauses;
        this.mentions = mentions;
        this.tests = tests;
        this.reports = reports;
    }

    /** Reads the checkout at {@code root}. */
    public static ClauseMatrix read(Path root) throws IOException {
        var tree = new SourceTree(root);
        return new ClauseMatrix(Clauses.load(root), Mentions.in(tree), ClauseTests.in(tree), TestReports.in(tree));
    }

    /** The matrix as text, a row a line, each part with its sum. */
    public List<String> lines() {
        var lines = new ArrayList<String>();
        for (var part : clauses.parts()) {
            var tested = part.rows().stream()
                    .filter(row -> !tests.of(row.id()).isEmpty())
                    .count();
            lines.add("%s (%s): %d of %d rows have a test"
                    .formatted(
                            part.title(),
                            part.finished() ? "finished" : "open",
                            tested,
                            part.rows().size()));
            part.rows().forEach(row -> lines.add("  " + line(row)));
        }
        return lines;
    }

    private String line(Row row) {
        var code = mentions.of(row.id());
        var proofs = tests.of(row.id());
        return "%-9s %s  %-8s %-44s %-60s %s"
                .formatted(row.id(), row.must(), outcome(row), told(code), told(proofs), row.what());
    }

    private static String told(Set<String> code) {
        return code.isEmpty() ? "-" : code.iterator().next() + more(code.size());
    }

    private static String told(List<ClauseTests.Tagged> proofs) {
        return proofs.isEmpty() ? "-" : proofs.getFirst().told() + more(proofs.size());
    }

    private static String more(int size) {
        return size > 1 ? " +" + (size - 1) : "";
    }

    private String outcome(Row row) {
        var proofs = tests.of(row.id());
        return proofs.isEmpty() ? "open" : worst(proofs).word();
    }

    private Outcome worst(List<ClauseTests.Tagged> proofs) {
        return proofs.stream().map(reports::of).min(Outcome::compareTo).orElse(Outcome.UNKNOWN);
    }

    /**
     * What is wrong: an M row of a finished part without a test, a test of such a row that failed, a tag that names no
     * row. Empty when all is well.
     */
    public List<String> faults() {
        var faults = new ArrayList<String>();
        clauses.parts().stream()
                .filter(Part::finished)
                .flatMap(part -> part.rows().stream())
                .filter(row -> row.must() == Must.M)
                .forEach(row -> fault(row, faults));
        var unknown = new TreeSet<>(tests.rows());
        unknown.removeAll(clauses.ids());
        unknown.forEach(tag -> faults.add("a test names " + tag + ", which is no row"));
        return faults;
    }

    private void fault(Row row, List<String> faults) {
        var proofs = tests.of(row.id());
        if (proofs.isEmpty()) {
            faults.add(row.id() + " has no test");
        } else if (worst(proofs) == Outcome.FAILED) {
            faults.add(row.id() + " has a test that failed");
        }
    }
}
