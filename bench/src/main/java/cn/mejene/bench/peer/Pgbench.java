package cn.mejene.bench.peer;

import cn.mejene.chaos.system.Login;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/**
 * pgbench, doing in the same database what a notification of a payment makes the node do: statement for statement, each
 * prepared once, one transaction a payment. Immutable.
 */
public final class Pgbench {
    private static final String STATEMENTS = "webhook.sql";
    private static final Pattern RATE = Pattern.compile("tps = ([0-9.]+) \\(without");
    private static final int LIMIT_MINUTES = 2;

    private final Path program;
    private final Path script;
    private final Path output;
    private final Login login;

    private Pgbench(Path program, Path script, Path output, Login login) {
        this.program = program;
        this.script = script;
        this.output = output;
        this.login = login;
    }

    /** @throws MissingPeer when it is not installed */
    public static Pgbench open(Workshop workshop, Login login) throws IOException {
        var program = workshop.program(
                "pgbench",
                "install it (Debian: apt install postgresql-client-common " + "postgresql-contrib, or postgresql-15)");
        var room = workshop.room("pgbench");
        var script = room.resolve(STATEMENTS);
        try (var statements = Pgbench.class.getResourceAsStream(STATEMENTS)) {
            if (statements == null) {
                throw new IOException(STATEMENTS + " is not in the program");
            }
            Files.write(script, statements.readAllBytes());
        }
        return new Pgbench(program, script, room.resolve("output"), login);
    }

    /**
     * Settles payments, each in a transaction of its own.
     *
     * @param first number of the first of them; they follow one another
     * @param clients how many connections
     * @param each how many payments a connection settles
     * @return payments a second, without the time to connect
     */
    public double run(long first, int clients, int each) throws IOException {
        var command = List.of(
                program.toString(),
                "--no-vacuum",
                "--protocol=prepared",
                "--client=" + clients,
                "--transactions=" + each,
                "--define=first=" + first,
                "--define=clients=" + clients,
                "--define=done=0",
                "--file=" + script,
                "--host=127.0.0.1",
                "--port=" + login.port(),
                "--username=" + Login.APPLICATION,
                Login.MAIN);
        var builder = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
        builder.environment().put("PGPASSWORD", login.password(Login.APPLICATION));
        var process = builder.start();
        try {
            if (!process.waitFor(LIMIT_MINUTES, TimeUnit.MINUTES) || process.exitValue() != 0) {
                process.destroyForcibly();
                throw new IOException("pgbench failed, see " + output);
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
        var found = RATE.matcher(Files.readString(output, StandardCharsets.UTF_8));
        if (!found.find()) {
            throw new IOException("pgbench tells no rate, see " + output);
        }
        return Double.parseDouble(found.group(1));
    }
}
