package cn.mejene.launcher;

import cn.mejene.launcher.matrix.ClauseMatrix;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code policy matrix}: clause, code, test, last result. Exit code 1: a finished part lacks a proof. */
@Command(name = "matrix", description = "Print each clause with the code that keeps it and the test that proves it.")
final class PolicyMatrixCommand implements Callable<Integer> {
    private final PrintStream out;

    @Parameters(
            paramLabel = "ROOT",
            arity = "0..1",
            description = "the checkout to read (default: the one this belongs to)")
    private Path root = Path.of(System.getProperty("mejene.root", ""));

    PolicyMatrixCommand(PrintStream out) {
        this.out = out;
    }

    @Override
    public Integer call() throws IOException {
        var matrix = ClauseMatrix.read(root.toAbsolutePath());
        matrix.lines().forEach(out::println);
        var faults = matrix.faults();
        faults.forEach(fault -> out.println("FAULT: " + fault));
        return faults.isEmpty() ? 0 : 1;
    }
}
