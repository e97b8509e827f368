package cn.mejene.bench.peer;

import cn.mejene.services.host.Ports;
import cn.mejene.services.host.RunningProcess;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The same query behind a Vert.x server and nothing else, in a JVM with the node's own settings. */
public final class BareVertx implements Closeable {
    private final Program program;
    private final int port;

    /**
     * What it asks whom.
     *
     * @param postgres port of the database
     * @param password file with the application's password
     * @param member whose row
     */
    public record Question(int postgres, Path password, String member) {}

    private BareVertx(Program program, int port) {
        this.program = program;
        this.port = port;
    }

    /** @param node whose settings of the JVM it takes */
    public static BareVertx open(Workshop workshop, RunningProcess node, Question question) throws IOException {
        int port = Ports.prefer(0);
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home", ""), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED"));
        node.arguments().stream()
                .filter(argument -> argument.startsWith("-Xmx")
                        || argument.startsWith("-XX:+Use")
                        || argument.startsWith("-XX:G1")
                        || argument.startsWith("-XX:MaxDirect"))
                .forEach(command::add);
        command.addAll(List.of("-cp", System.getProperty("java.class.path", ""), BareServer.class.getName()));
        command.addAll(
                List.of("" + port, "" + question.postgres(), question.password().toString(), question.member()));
        return new BareVertx(Program.start(workshop.room("bare-vertx"), command, port), port);
    }

    public int port() {
        return port;
    }

    @Override
    public void close() {
        program.close();
    }
}
