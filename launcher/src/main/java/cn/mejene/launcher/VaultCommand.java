package cn.mejene.launcher;

import java.io.IOException;
import java.io.PrintStream;
import java.sql.SQLException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code vault}: where sealed bytes lie. */
@Command(name = "vault", description = "Moves sealed files between stores.", synopsisSubcommandLabel = "COMMAND")
final class VaultCommand {
    private static final String DATABASE = "mejene";
    private static final String ROLE = "mejene_app";

    private final PrintStream out;

    VaultCommand(PrintStream out) {
        this.out = out;
    }

    @Command(
            name = "move",
            description = "Move all that is stored elsewhere to a store, while it is read. The nodes go on when this is"
                    + " stopped. New files go where the configuration says (newBlobs): change that first.")
    int move(
            @Option(names = "--to", required = true, description = "name of the store, as configured") String to,
            @Mixin OperatorDatabase database)
            throws IOException, SQLException, StartFailure {
        try (var connection = database.connect(DATABASE, ROLE)) {
            var requests = new OperatorRequests(connection);
            var id = requests.move(to).orElseThrow(() -> new StartFailure("another move is running"));
            return new RequestWatch(out).follow(() -> requests.moveProgress(id));
        }
    }
}
