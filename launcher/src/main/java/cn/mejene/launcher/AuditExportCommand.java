package cn.mejene.launcher;

import cn.mejene.audit.verify.ExportCopy;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code audit export}: copies the log of a data folder into one file. */
@Command(
        name = "export",
        description = "Write the whole log into a new file, to be verified elsewhere; the log tells of it.")
final class AuditExportCommand implements Callable<Integer> {
    private final PrintStream out;

    @Option(names = "--data", defaultValue = "data", description = "data folder of a running system (default: ./data)")
    private Path data = Path.of("data");

    @Parameters(paramLabel = "FILE", description = "the new file")
    private Path file = Path.of("");

    AuditExportCommand(PrintStream out) {
        this.out = out;
    }

    @Override
    public Integer call() throws IOException, SQLException, StartFailure {
        try (var connection = LogOfFolder.connect(data)) {
            var requests = new OperatorRequests(connection);
            var reading = requests.reading("audit.export", "log");
            new RequestWatch(out).follow(() -> requests.readingProgress(reading));
        }
        try (var copy = LogOfFolder.open(data)) {
            ExportCopy.write(copy, file);
        }
        out.println("written: " + file);
        return 0;
    }
}
