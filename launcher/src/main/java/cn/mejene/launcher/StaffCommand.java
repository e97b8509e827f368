package cn.mejene.launcher;

import java.io.IOException;
import java.io.PrintStream;
import java.sql.SQLException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * {@code staff}: makes, resets, disables and lists accounts of a running installation, the first administrator's
 * included. A node does it; its password and TOTP secret come back encrypted to this command alone and are shown once.
 */
@Command(
        name = "staff",
        description = "Makes, resets, disables and lists staff accounts.",
        synopsisSubcommandLabel = "COMMAND")
final class StaffCommand {
    private static final String DATABASE = "mejene";
    private static final String ROLE = "mejene_app";

    private final PrintStream out;

    StaffCommand(PrintStream out) {
        this.out = out;
    }

    @Command(name = "list", description = "List the accounts, disabled ones too.")
    int list(@Mixin OperatorDatabase database) throws IOException, SQLException, StartFailure {
        try (var connection = database.connect(DATABASE, ROLE)) {
            out.print(new StaffRequestRows(connection).list());
            out.flush();
            return 0;
        }
    }

    @Command(name = "add", description = "Make an account; prints its password and TOTP secret.")
    int add(
            @Parameters(paramLabel = "USERNAME") String username,
            @Option(names = "--role", required = true, description = "clinic, support, officer, auditor or admin")
                    String role,
            @Option(names = "--clinic", defaultValue = "", description = "the clinic's id, for the role clinic")
                    String clinic,
            @Option(names = "--employer", required = true, description = "whose staff it is, e.g. mejene-shenzhen")
                    String employer,
            @Option(names = "--network", defaultValue = "mainland", description = "where it may come from (mainland)")
                    String network,
            @Mixin OperatorDatabase database)
            throws IOException, SQLException, StartFailure {
        var asked = new StaffRequestRows.Asked("add", username, role, clinic, employer, network);
        return carryOut(asked, database);
    }

    @Command(name = "reset", description = "Give an account new credentials, which ends the old ones and its sessions.")
    int reset(@Parameters(paramLabel = "USERNAME") String username, @Mixin OperatorDatabase database)
            throws IOException, SQLException, StartFailure {
        return carryOut(StaffRequestRows.Asked.named("reset", username), database);
    }

    @Command(name = "disable", description = "Disable an account, which ends its sessions.")
    int disable(@Parameters(paramLabel = "USERNAME") String username, @Mixin OperatorDatabase database)
            throws IOException, SQLException, StartFailure {
        return carryOut(StaffRequestRows.Asked.named("disable", username), database);
    }

    private int carryOut(StaffRequestRows.Asked asked, OperatorDatabase database)
            throws IOException, SQLException, StartFailure {
        try (var connection = database.connect(DATABASE, ROLE)) {
            var outcome = new StaffRequestRows(connection).carryOut(asked);
            out.println(outcome.state().equals("done") ? "done" : "failed: " + outcome.state());
            outcome.secrets().forEach((name, value) -> out.println(name + ": " + value));
            out.flush();
            return outcome.state().equals("done") ? 0 : 1;
        }
    }
}
