package cn.mejene.launcher;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** The program behind {@code ./mejene}: picks the command, turns its failure into one line and an exit code. */
@Command(
        name = "mejene",
        synopsisSubcommandLabel = "COMMAND",
        description = "Runs Mejene on this machine.",
        footer = {"  test  Build and run all tests and quality gates; arguments go to Maven."})
public final class Launcher {
    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            scope = ScopeType.INHERIT,
            description = "show this text")
    // Parsing acts on the option by itself; the field only declares it.
    @SuppressWarnings("UnusedVariable")
    private boolean help;

    private Launcher() {}

    /** Runs one command and exits with its code: 0 done, 1 failed, 2 wrong usage. */
    public static void main(String[] arguments) {
        var line = new CommandLine(new Launcher());
        line.addSubcommand(new UpCommand(System.out, System.err));
        line.addSubcommand(new ChaosCommand(System.out));
        line.addSubcommand(new BenchCommand(System.out));
        line.addSubcommand(new CommandLine(new AuditCommand())
                .addSubcommand(new AuditVerifyCommand(System.out, OwnFolder.ofUser()))
                .addSubcommand(new AuditExportCommand(System.out))
                .addSubcommand(new AuditWitnessCommand(System.out))
                .addSubcommand(new AuditWatermarkCommand(System.out)));
        line.addSubcommand(new CommandLine(new EvidenceCommand())
                .addSubcommand(new EvidenceVerifyCommand(System.out, OwnFolder.ofUser())));
        line.addSubcommand(new CommandLine(new PolicyCommand()).addSubcommand(new PolicyMatrixCommand(System.out)));
        line.addSubcommand(new VaultCommand(System.out));
        line.addSubcommand(new KeysCommand(System.out));
        line.addSubcommand(new StaffCommand(System.out));
        line.setExecutionExceptionHandler((failure, command, parsed) -> {
            System.err.println("mejene: " + failure.getMessage());
            return 1;
        });
        System.exit(arguments.length == 0 ? line.execute("--help") : line.execute(arguments));
    }
}
