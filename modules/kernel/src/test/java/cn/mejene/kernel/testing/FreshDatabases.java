package cn.mejene.kernel.testing;

import cn.mejene.services.ServicePorts;
import cn.mejene.services.host.DataFolder;
import cn.mejene.services.host.Secrets;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.GroupListing;
import org.apache.kafka.common.KafkaFuture;
import org.jspecify.annotations.Nullable;

/**
 * An empty main database and an empty database of keys, with the roles that an installation has, and the nodes booted
 * on them. Closing it closes its nodes and leaves neither databases nor topics behind, so one set of nodes at a time
 * sees its own events only. Used by one test thread.
 */
public final class FreshDatabases implements AutoCloseable {
    private static final AtomicInteger NUMBER = new AtomicInteger();

    private final ServicePorts ports;
    private final DataFolder folder;
    private final Secrets secrets;
    private final String main;
    private final String keys;
    private final Deque<TestNode> nodes = new ArrayDeque<>();

    private FreshDatabases(ServicePorts ports, DataFolder folder, int number) {
        this.ports = ports;
        this.folder = folder;
        this.secrets = new Secrets(folder);
        this.main = "test_" + number;
        this.keys = "test_" + number + "_keys";
    }

    static FreshDatabases create(ServicePorts ports, DataFolder folder) {
        var fresh = new FreshDatabases(ports, folder, NUMBER.incrementAndGet());
        fresh.createDatabase(fresh.main, "mejene_app, mejene_retention");
        fresh.createDatabase(fresh.keys, "mejene_keys");
        return fresh;
    }

    /** Describes a node on these databases. */
    public TestNode.Description node(String id) {
        return new TestNode.Description(this, id);
    }

    /** Where PostgreSQL, Kafka and the sandbox providers listen. */
    public ServicePorts ports() {
        return ports;
    }

    public String kafka() {
        return "127.0.0.1:" + ports.kafka();
    }

    /** A secret of the installation, as configuration names it, e.g. {@code wechatpay-merchant.key}. */
    public Path secret(String name) {
        return folder.secrets().resolve(name);
    }

    /** A connection of the superuser to the main database, for looking behind the application's back. */
    public Connection superuser() {
        return connect(main, "postgres");
    }

    /** A connection of the superuser to the database of keys. */
    public Connection superuserOfKeys() {
        return connect(keys, "postgres");
    }

    /** A connection to the main database as one of the installation's roles, e.g. {@code mejene_app}. */
    public Connection as(String role) {
        return connect(main, role);
    }

    /** Runs one statement as superuser in the main database and answers how many rows it touched. */
    public int execute(String sql) {
        try (var connection = superuser();
                var statement = connection.createStatement()) {
            statement.execute(sql);
            return statement.getUpdateCount();
        } catch (SQLException e) {
            throw new IllegalStateException("failed: " + sql, e);
        }
    }

    /** The one number that a query of the main database answers. */
    public long number(String sql) {
        try (var connection = superuser();
                var statement = connection.createStatement();
                var rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getLong(1);
        } catch (SQLException e) {
            throw new IllegalStateException("failed: " + sql, e);
        }
    }

    /** The sections {@code database} and {@code keys} of a configuration file. */
    String sections() {
        return section("database", main, "mejene_app") + retention() + section("keys", keys, "mejene_keys");
    }

    /** One more line of the section {@code database}. */
    private String retention() {
        return "  retention: {user: mejene_retention, password: \"file:%s\"}\n"
                .formatted(passwordFile("mejene_retention"));
    }

    void opened(TestNode node) {
        nodes.push(node);
    }

    private String section(String name, String database, String application) {
        return """
            %s:
              host: 127.0.0.1
              port: %d
              name: %s
              application: {user: %s, password: "file:%s"}
              migrator: {user: mejene_migrator, password: "file:%s"}
              connections: 12
            """.formatted(
                        name,
                        ports.postgres(),
                        database,
                        application,
                        passwordFile(application),
                        passwordFile("mejene_migrator"));
    }

    private String passwordFile(String role) {
        return folder.secrets().resolve(role + ".password").toString();
    }

    private Connection connect(String database, String role) {
        try {
            var login = new Properties();
            login.setProperty("user", role);
            login.setProperty("password", secrets.password(role));
            return DriverManager.getConnection(
                    "jdbc:postgresql://127.0.0.1:" + ports.postgres() + "/" + database, login);
        } catch (SQLException e) {
            throw new IllegalStateException("no connection to " + database + " as " + role, e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void createDatabase(String name, String users) {
        server(
                "CREATE DATABASE " + name + " OWNER mejene_migrator",
                "REVOKE ALL ON DATABASE " + name + " FROM PUBLIC",
                "GRANT CONNECT ON DATABASE " + name + " TO " + users);
        try (var inside = connect(name, "postgres");
                var statement = inside.createStatement()) {
            statement.execute("REVOKE ALL ON SCHEMA public FROM PUBLIC");
        } catch (SQLException e) {
            throw new IllegalStateException("the new database " + name + " cannot be closed to the public", e);
        }
    }

    private void server(String... statements) {
        try (var server = connect("postgres", "postgres");
                var statement = server.createStatement()) {
            for (var sql : statements) {
                statement.execute(sql);
            }
        } catch (SQLException e) {
            throw new IllegalStateException("PostgreSQL refused " + List.of(statements), e);
        }
    }

    @Override
    public void close() {
        while (!nodes.isEmpty()) {
            nodes.pop().close();
        }
        server("DROP DATABASE " + main + " WITH (FORCE)", "DROP DATABASE " + keys + " WITH (FORCE)");
        emptyKafka();
    }

    private void emptyKafka() {
        try (var admin = Admin.create(Map.of("bootstrap.servers", kafka()))) {
            var groups = settled(admin.listGroups().all(), List.of()).stream()
                    .map(GroupListing::groupId)
                    .toList();
            settled(admin.deleteConsumerGroups(groups).all(), null);
            settled(
                    admin.deleteTopics(settled(admin.listTopics().names(), Set.of()))
                            .all(),
                    null);
        }
    }

    /** What Kafka answers; whatever is gone already need not be deleted. */
    private static <T extends @Nullable Object> T settled(KafkaFuture<T> future, T otherwise) {
        try {
            return future.get();
        } catch (ExecutionException e) {
            return otherwise;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return otherwise;
        }
    }
}
