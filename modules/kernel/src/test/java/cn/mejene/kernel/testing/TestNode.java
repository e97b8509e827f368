package cn.mejene.kernel.testing;

import cn.mejene.kernel.Module;
import cn.mejene.kernel.ModuleContext;
import cn.mejene.kernel.call.Answer;
import cn.mejene.kernel.call.Call;
import cn.mejene.kernel.cluster.Cluster;
import cn.mejene.kernel.config.Configuration;
import cn.mejene.kernel.data.Database;
import cn.mejene.kernel.node.BootWithModules;
import cn.mejene.kernel.node.Kernel;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One whole node without HTTP, on its own Vert.x instance: several of them on one {@link FreshDatabases} are a cluster
 * in one JVM. Closed with its databases, or earlier by the test.
 */
public final class TestNode implements AutoCloseable {
    private final Vertx vertx;
    private final Kernel kernel;
    private boolean closed;

    private TestNode(Vertx vertx, Kernel kernel) {
        this.vertx = vertx;
        this.kernel = kernel;
    }

    public Kernel kernel() {
        return kernel;
    }

    public ModuleContext context() {
        return kernel.context();
    }

    public Database database() {
        return kernel.context().database();
    }

    /** Calls an operation over this node's bus; its problem is thrown. */
    public Answer call(Call call) {
        return kernel.context().bus().call(call);
    }

    public Vertx vertx() {
        return vertx;
    }

    /** Runs something on a virtual thread of this node and waits for it, as a handler would. */
    public <T> T onVirtualThread(Supplier<T> work) {
        return vertx.<T>executeBlocking(work::get, false).await();
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            kernel.close();
            vertx.close().await();
        }
    }

    /** What a node is to be made of; every method answers the same description. */
    public static final class Description {
        private final FreshDatabases databases;
        private final String id;
        private final Map<String, String> modules = new LinkedHashMap<>();
        private final List<Module<?>> adHoc = new ArrayList<>();
        private final StringBuilder sections = new StringBuilder();
        private Path policy = Workspace.root().resolve("config/policy");
        private @Nullable String clockStart;
        private int instances = 8;
        private String profile = "dev";
        private @Nullable TestCluster cluster;
        private @Nullable List<String> serves;

        Description(FreshDatabases databases, String id) {
            this.databases = databases;
            this.id = id;
        }

        /** An installed module with its defaults. */
        public Description module(String name) {
            return module(name, "");
        }

        /** An installed module; {@code yaml} is its part of the configuration, not indented. */
        public Description module(String name, String yaml) {
            modules.put(name, yaml);
            return this;
        }

        /** A module that only this test knows. */
        public Description module(Module<?> module) {
            adHoc.add(module);
            return module(module.name());
        }

        /** A further section of the configuration file, not indented. */
        public Description section(String name, String yaml) {
            sections.append(name).append(":\n").append(yaml.indent(2));
            return this;
        }

        /** Another folder of policy data than the project's own. */
        public Description policy(Path folder) {
            this.policy = folder;
            return this;
        }

        /** Where the clock of these databases starts, e.g. {@code 2026-03-01T00:00:00Z}; the first node decides. */
        public Description clockStart(String instant) {
            this.clockStart = instant;
            return this;
        }

        /** Virtual-thread instances per module. */
        public Description instances(int number) {
            this.instances = number;
            return this;
        }

        /** Boots in profile {@code production}, whose clock stands. */
        public Description production() {
            this.profile = "production";
            return this;
        }

        /** Makes the node one of a cluster that has a place for its id. */
        public Description in(TestCluster nodes) {
            this.cluster = nodes;
            return this;
        }

        /** Which of its modules take calls here; all without this. */
        public Description serves(String... names) {
            this.serves = List.of(names);
            return this;
        }

        private Vertx vertx() {
            return cluster == null
                    ? Vertx.vertx()
                    : Cluster.join(cluster.config(id), new VertxOptions(), builder -> builder)
                            .vertx();
        }

        /** Boots the node; a failure to boot is thrown after everything that had started is closed. */
        public TestNode boot() {
            var vertx = vertx();
            try {
                var kernel = BootWithModules.boot(vertx, configuration(), new SimpleMeterRegistry(), adHoc);
                var node = new TestNode(vertx, kernel);
                databases.opened(node);
                return node;
            } catch (RuntimeException | Error e) {
                vertx.close().await();
                throw e;
            }
        }

        /** The configuration that the node is booted with. */
        public Configuration configuration() {
            try {
                var file = Files.createTempFile("test-node-", ".yaml");
                try {
                    Files.writeString(file, text());
                    return Configuration.read(file, System.getenv());
                } finally {
                    Files.delete(file);
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private String text() {
            var text = new StringBuilder(node()).append(databases.sections()).append(sections);
            text.append("modules:\n");
            modules.forEach(
                    (name, yaml) -> text.append("  ").append(name).append(":\n").append(yaml.indent(4)));
            return text.toString();
        }

        private String node() {
            return """
                    node:
                      id: %s
                      profile: %s
                      kafka: "%s"
                      partitions: 4
                      replication: 1
                      policy: "%s"
                      instances: %d
                      clockStart: "%s"
                      %s
                    """.formatted(
                            id,
                            profile,
                            databases.kafka(),
                            policy,
                            instances,
                            clockStart == null ? "" : clockStart,
                            serves == null ? "" : "serves: " + serves);
        }
    }
}
