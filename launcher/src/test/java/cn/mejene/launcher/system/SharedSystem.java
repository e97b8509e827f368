package cn.mejene.launcher.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.regex.Pattern;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.extension.TestExecutionExceptionHandler;

/**
 * Lends one running system to all test classes that neither stop nor kill it; it goes when the last test has run. After
 * each class the node must not have complained about blocked threads, nor any log hold what is private, nor any third
 * party have been told what its entry in the register does not name.
 */
final class SharedSystem implements ParameterResolver, TestExecutionExceptionHandler, AfterAllCallback {
    private static final ExtensionContext.Namespace PLACE = ExtensionContext.Namespace.create(SharedSystem.class);

    /** A mobile number, an access token, a refresh token. */
    private static final Pattern PRIVATE = Pattern.compile(
            "(?<![0-9A-Za-z])(86)?1[3-9]\\d{9}(?![0-9A-Za-z])|eyJ[A-Za-z0-9_-]{10}|mrt_[A-Za-z0-9_-]{10}");

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
        var lent = context.getStore(ExtensionContext.StoreScope.LAUNCHER_SESSION, PLACE)
                .get("system", Lent.class);
        if (lent != null) {
            assertQuiet(lent.system());
            assertDeclared(lent.system());
        }
    }

    /** Vert.x' blocked-thread checker has said nothing, and no log holds what is private. */
    static void assertQuiet(RunningSystem system) throws IOException {
        var lines = Files.readString(system.log("node-1.log")).lines();
        assertThat(lines.filter(line -> line.contains("has been blocked"))).isEmpty();
        for (var log : system.logs()) {
            assertThat(Files.readString(log).lines().filter(line -> PRIVATE.matcher(line)
                            .find()))
                    .as(log.getFileName().toString())
                    .isEmpty();
        }
    }

    /** Policy III.0: of all that the providers were sent. */
    static void assertDeclared(RunningSystem system) {
        var undeclared =
                system.sandbox().get("/sandbox/payloads").expect(200).json().path("undeclared");
        assertThat(undeclared).isEmpty();
    }

    private static RunningSystem system(ExtensionContext context) {
        return context.getStore(ExtensionContext.StoreScope.LAUNCHER_SESSION, PLACE)
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
