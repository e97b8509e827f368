package cn.mejene.services;

import cn.mejene.services.host.Secrets;
import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.Properties;

/**
 * The roles and databases that the nodes expect, made or put right at each start. Each role logs in by SCRAM with its
 * own password and is no superuser; nothing is open to PUBLIC. Tables and what each role may do to them belong to the
 * modules' migrations.
 */
final class PostgresRoles {
    /** The database of the modules, with the roles that may connect to it beside its owner. */
    static final String MAIN = "mejene";
    /** The database of the key ring. */
    static final String KEYS = "mejene_keys";

    static final String MIGRATOR = "mejene_migrator";
    static final String APP = "mejene_app";
    static final String RETENTION = "mejene_retention";
    static final String KEYS_APP = "mejene_keys";

    private final Secrets secrets;
    private final int port;

    PostgresRoles(Secrets secrets, int port) {
        this.secrets = secrets;
        this.port = port;
    }

    /**
     * Brings roles, databases and privileges to their declared state.
     *
     * @throws IOException when a secret can't be read or the server refuses
     */
    void ensure() throws IOException {
        try {
            try (var server = connect("postgres")) {
                for (var role : List.of(MIGRATOR, APP, RETENTION, KEYS_APP)) {
                    role(server, role);
                }
                database(server, MAIN, APP + ", " + RETENTION);
                database(server, KEYS, KEYS_APP);
                run(server, "REVOKE ALL ON DATABASE postgres, template1 FROM PUBLIC");
            }
            for (var database : List.of(MAIN, KEYS)) {
                try (var inside = connect(database)) {
                    run(inside, "REVOKE ALL ON SCHEMA public FROM PUBLIC");
                }
            }
        } catch (SQLException refused) {
            throw new IOException("PostgreSQL refused the set-up, SQL state " + refused.getSQLState(), refused);
        }
    }

    private void role(Connection server, String role) throws SQLException, IOException {
        if (!exists(server, "SELECT 1 FROM pg_roles WHERE rolname = ?", role)) {
            run(server, "CREATE ROLE " + role);
        }
        // A password of ours is hexadecimal: it needs no quoting. DDL takes no parameters.
        run(
                server,
                "ALTER ROLE " + role
                        + " LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS PASSWORD '"
                        + secrets.password(role) + "'");
    }

    private static void database(Connection server, String database, String users) throws SQLException {
        if (!exists(server, "SELECT 1 FROM pg_database WHERE datname = ?", database)) {
            run(server, "CREATE DATABASE " + database + " OWNER " + MIGRATOR);
        }
        run(server, "REVOKE ALL ON DATABASE " + database + " FROM PUBLIC");
        run(server, "GRANT CONNECT ON DATABASE " + database + " TO " + users);
    }

    private static boolean exists(Connection server, String query, String name) throws SQLException {
        try (var statement = server.prepareStatement(query)) {
            statement.setString(1, name);
            try (var rows = statement.executeQuery()) {
                return rows.next();
            }
        }
    }

    private static void run(Connection server, String sql) throws SQLException {
        try (var statement = server.createStatement()) {
            statement.execute(sql);
        }
    }

    private Connection connect(String database) throws SQLException, IOException {
        var login = new Properties();
        login.setProperty("user", "postgres");
        login.setProperty("password", secrets.password("postgres"));
        login.setProperty("sslmode", "disable");
        return DriverManager.getConnection("jdbc:postgresql://127.0.0.1:" + port + "/" + database, login);
    }
}
