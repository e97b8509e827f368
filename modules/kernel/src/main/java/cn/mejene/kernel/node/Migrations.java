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
                .dataSource(url(), config.migrator().user(), config.migrator().password().value())
                .schemas(module)
                .createSchemas(true)
                .defaultSchema(module)
                .table("flyway_history")
                .locations("classpath:db/" + module)
                .validateMigrationNaming(true)
                .loggers("slf4j")
                .load()
                .migrate();
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
