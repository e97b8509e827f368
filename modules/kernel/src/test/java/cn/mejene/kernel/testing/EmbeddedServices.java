package cn.mejene.kernel.testing;

import cn.mejene.services.ServicePorts;
import cn.mejene.services.Services;
import cn.mejene.services.host.DataFolder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ExtensionContext.StoreScope;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Gives tests a {@link FreshDatabases} parameter on the one embedded PostgreSQL and Kafka of this JVM, which start with
 * the first test that asks and end after the last. A parameter of {@code @BeforeAll} lives as long as its class, one of
 * a test method or {@code @BeforeEach} as long as that test. Parameters are closed last first: a temporary folder that
 * nodes write to stands before the databases, so that the nodes have ended when it goes. After each class no third party may have been told anything
 * that its entry in the register does not name (policy III.0).
 */
public final class EmbeddedServices implements ParameterResolver, AfterAllCallback {
    private static final Namespace NAMESPACE = Namespace.create(EmbeddedServices.class);

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == FreshDatabases.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        var running = context.getStore(StoreScope.LAUNCHER_SESSION, NAMESPACE)
                .computeIfAbsent(Running.class, type -> Running.start(), Running.class);
        return context.getStore(NAMESPACE)
                .computeIfAbsent(
                        FreshDatabases.class,
                        type -> FreshDatabases.create(running.ports(), running.data()),
                        FreshDatabases.class);
    }

    @Override
    public void afterAll(ExtensionContext context) {
        var running = context.getStore(StoreScope.LAUNCHER_SESSION, NAMESPACE).get(Running.class, Running.class);
        if (running != null && !running.services().payloads().undeclared().isEmpty()) {
            throw new AssertionError("third parties were told what is not declared: "
                    + running.services().payloads().undeclared());
        }
    }

    private record Running(DataFolder data, Services services, ServicePorts ports) implements AutoCloseable {

        static Running start() {
            try {
                var folder = Files.createTempDirectory("mejene-it-");
                // PostgreSQL does not run as root: another account must be able to enter.
                Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx--x--x"));
                var data = DataFolder.open(folder);
                var services = new Services(data);
                try {
                    return new Running(data, services, services.start());
                } catch (IOException | RuntimeException failure) {
                    services.close();
                    throw failure;
                }
            } catch (IOException e) {
                throw new UncheckedIOException("the embedded services do not start", e);
            }
        }

        @Override
        public void close() throws IOException {
            services.close();
            try (var files = Files.walk(data.root())) {
                for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.deleteIfExists(file);
                }
            }
        }
    }
}
