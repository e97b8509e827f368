package cn.mejene.launcher;

import java.io.IOException;
import java.io.PrintStream;
import java.sql.SQLException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code keys}: versions of the root key. */
@Command(name = "keys", description = "Rotates the root key, lists its versions.", synopsisSubcommandLabel = "COMMAND")
final class KeysCommand {
    private static final String DATABASE = "mejene_keys";
    private static final String ROLE = "mejene_keys";

    private final PrintStream out;

    KeysCommand(PrintStream out) {
        this.out = out;
    }

    @Command(name = "list", description = "List the versions of the root key.")
    int list(@Mixin OperatorDatabase database) throws IOException, SQLException, StartFailure {
        try (var connection = database.connect(DATABASE, ROLE)) {
            out.print(new OperatorRequests(connection).rootVersions());
            out.flush();
            return 0;
        }
    }

    @Command(
            name = "rotate",
            description = "Make a new version, rewrap every key under it while they are used, disable the old ones. The"
                    + " nodes go on when this is stopped.")
    int rotate(@Mixin OperatorDatabase database) throws IOException, SQLException, StartFailure {
        try (var connection = database.connect(DATABASE, ROLE)) {
            var requests = new OperatorRequests(connection);
            var id = requests.rotation().orElseThrow(() -> new StartFailure("another rotation is running"));
            return new RequestWatch(out).follow(() -> requests.rotationProgress(id));
        }
    }
}
