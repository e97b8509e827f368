package cn.mejene.kernel.node;

import cn.mejene.kernel.config.ConfigException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Properties;
import org.flywaydb.core.Flyway;

/** Brings one module's schema up to date and looks at the result, as the migrator role. Boot thread only; blocks. */
final class Migrations {
    private final DatabaseConfig config;

    Migrations(DatabaseConfig config) {
        this.config = config;
    }

    /** Runs {@code db/<module>/V*.sql} in the schema of that name; nodes that boot together take turns. */
    void migrate(String module) {
        Flyway.configure(Thread.currentThread().getContextClassLoader())
                .dataSource(
                        url(),
                        config.migrator().user(),
                        config.migrator().password().value())
                .schemas(module)
                .createSchemas(true)
                .defaultSchema(module)
                .table("flyway_history")
                .locations("classpath:db/" + module)
                .validateMigrationNaming(true)
                .loggers("slf4j")
                .load()
                .migrate();
        protectHistory(module);
    }

    /** A grant on all tables of a schema would let the application rewrite the history of its migrations. */
    private void protectHistory(String module) {
        try (var connection = connect();
                var statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            // Nodes that boot together take turns here, too.
            statement.execute("SELECT pg_advisory_xact_lock(hashtext('mejene.history'))");
            statement.execute("REVOKE ALL ON " + statement.enquoteIdentifier(module, true) + ".flyway_history FROM "
                    + statement.enquoteIdentifier(config.application().user(), true));
            connection.commit();
        } catch (SQLException e) {
            throw new ConfigException("the history of " + module + " cannot be protected: " + e.getMessage());
        }
    }

    /**
     * Takes the development clock from the application for good: three years of the log, and all that is erased by
     * time, hang on it.
     *
     * @throws ConfigException when the clock of these databases has ever been moved
     */
    void stopClock() {
        try (var connection = connect();
                var statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute("SELECT pg_advisory_xact_lock(hashtext('mejene.history'))");
            statement.execute("REVOKE INSERT, UPDATE, DELETE, TRUNCATE ON kernel.clock FROM "
                    + statement.enquoteIdentifier(config.application().user(), true));
            connection.commit();
            try (var rows = statement.executeQuery("SELECT 1 FROM kernel.clock WHERE offset_millis <> 0")) {
                if (rows.next()) {
                    throw new ConfigException("the clock of the database " + config.name()
                            + " has been moved: it is a development database (profile production)");
                }
            }
        } catch (SQLException e) {
            throw new ConfigException("the clock cannot be protected: " + e.getMessage());
        }
    }

    /** A JDBC connection of the migrator. */
    Connection connect() {
        var properties = new Properties();
        properties.setProperty("user", config.migrator().user());
        properties.setProperty("password", config.migrator().password().value());
        try {
            return DriverManager.getConnection(url(), properties);
        } catch (SQLException e) {
            throw new ConfigException("the database " + config.name() + " cannot be reached: " + e.getMessage());
        }
    }

    private String url() {
        return "jdbc:postgresql://" + config.host() + ":" + config.port() + "/" + config.name();
    }
}
