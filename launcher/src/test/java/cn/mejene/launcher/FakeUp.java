package cn.mejene.launcher;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** {@code up} with a {@link FakeNode}; takes the data folder, the port and how many nodes. */
public final class FakeUp {
    private FakeUp() {}

    /** Runs the supervisor, exit codes as in {@link Launcher}. */
    public static void main(String[] arguments) throws Exception {
        var settings = new UpSettings(
                Path.of("").toAbsolutePath(),
                Path.of(arguments[0]),
                Integer.parseInt(arguments[1]),
                Integer.parseInt(arguments[2]),
                Optional.empty(),
                0);
        var node = new JavaProgram(FakeNode.class.getName(), List.of("-Xmx64m"), List.of());
        try {
            new Supervisor(settings, node, System.out).run();
        } catch (StartFailure failure) {
            System.err.println("mejene: " + failure.getMessage());
            System.exit(1);
        }
    }
}
