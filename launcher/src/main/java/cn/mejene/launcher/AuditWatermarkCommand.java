package cn.mejene.launcher;

import cn.mejene.records.watermark.MarkReader;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import javax.imageio.ImageIO;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code audit watermark}: tells from a leaked picture who was shown it. Exit code 1: not from every picture. */
@Command(name = "watermark", description = "Find out for whom and when pictures were made, by their hidden mark.")
final class AuditWatermarkCommand implements Callable<Integer> {
    private static final String SHOWN =
            "SELECT viewer_id, shown_at, record_id, trace FROM records.preview WHERE code = ?";

    private final PrintStream out;

    @Mixin
    private OperatorDatabase database = new OperatorDatabase();

    @Parameters(paramLabel = "FILE", arity = "1..*", description = "JPEG or PNG")
    private List<Path> files = List.of();

    AuditWatermarkCommand(PrintStream out) {
        this.out = out;
    }

    @Override
    public Integer call() throws IOException, SQLException, StartFailure {
        var reader = new MarkReader();
        int unknown = 0;
        try (var connection = database.connect("mejene", "mejene_app")) {
            var requests = new OperatorRequests(connection);
            var reading = requests.reading("audit.watermark", "preview");
            new RequestWatch(out).follow(() -> requests.readingProgress(reading));
            for (var file : files) {
                var shown = shown(connection, reader, file);
                out.println(file + ": " + shown.orElse("no mark that can be read"));
                unknown += shown.isPresent() ? 0 : 1;
            }
        }
        return unknown == 0 ? 0 : 1;
    }

    private static Optional<String> shown(Connection connection, MarkReader reader, Path file)
            throws IOException, SQLException, StartFailure {
        var image = ImageIO.read(file.toFile());
        if (image == null) {
            throw new StartFailure(file + " is no JPEG or PNG");
        }
        var code = reader.read(image);
        if (code.isEmpty()) {
            return Optional.empty();
        }
        try (var statement = connection.prepareStatement(SHOWN)) {
            statement.setLong(1, code.getAsLong());
            try (var rows = statement.executeQuery()) {
                return rows.next()
                        ? Optional.of("shown to " + rows.getString(1) + " at "
                                + rows.getObject(2, OffsetDateTime.class).toInstant() + ", record "
                                + rows.getString(3) + ", request " + rows.getString(4))
                        : Optional.of("a mark that this installation does not know");
            }
        }
    }
}
