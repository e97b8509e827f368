package cn.mejene.launcher.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.extension.TestExecutionExceptionHandler;

/**
 * Lends one running system to all test classes that neither stop nor kill it; it goes when the last test has run. After
 * each class the node must not have complained about blocked threads or faults of its own.
 */
final class SharedSystem implements ParameterResolver, TestExecutionExceptionHandler, AfterAllCallback {
    private static final ExtensionContext.Namespace PLACE = ExtensionContext.Namespace.create(SharedSystem.class);

    /** What the store closes at the end. */
    private record Lent(RunningSystem system) implements AutoCloseable {
        @Override
        public void close() throws IOException {
            system.close();
        }
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == RunningSystem.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return system(context);
    }

    @Override
    public void handleTestExecutionException(ExtensionContext context, Throwable failure) throws Throwable {
        var name = context.getRequiredTestClass().getSimpleName();
        failure.addSuppressed(new IllegalStateException(system(context).keepLogs(name)));
        throw failure;
    }

    @Override
    public void afterAll(ExtensionContext context) throws IOException {
        assertQuiet(system(context));
    }

    /** Vert.x' blocked-thread checker has said nothing, and nothing unexpected went wrong. */
    static void assertQuiet(RunningSystem system) throws IOException {
        var lines = Files.readString(system.log("node-1.log")).lines();
        assertThat(lines.filter(line -> line.contains("has been blocked") || line.contains("unhandled failure")))
                .isEmpty();
    }

    private static RunningSystem system(ExtensionContext context) {
        return context.getRoot()
                .getStore(PLACE)
                .computeIfAbsent("system", _ -> new Lent(started()), Lent.class)
                .system();
    }

    private static RunningSystem started() {
        try {
            return RunningSystem.start();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
