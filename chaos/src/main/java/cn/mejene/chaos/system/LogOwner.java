package cn.mejene.chaos.system;

import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;

/** Whoever owns the databases of an installation and with them everything that the log is made of. Immutable. */
public final class LogOwner {
    /** A log of a million entries is sorted before its first row comes. */
    private static final int LONGEST_MILLIS = 600_000;

    private final Login login;

    public LogOwner(Installation installation) throws IOException {
        this.login = new Login(installation);
    }

    /** The caller closes it. */
    public Connection connect() throws IOException, SQLException {
        return patient(login.connect(Login.MAIN, "postgres"));
    }

    private static Connection patient(Connection connection) throws SQLException {
        connection.setNetworkTimeout(Runnable::run, LONGEST_MILLIS);
        return connection;
    }

    /** Runs one statement with the rights of a node. */
    public void asNode(String sql) throws IOException, SQLException {
        try (var connection = patient(login.connect(Login.MAIN, Login.APPLICATION));
                var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** Runs one statement. */
    public void execute(String sql) throws IOException, SQLException {
        try (var connection = connect();
                var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** The one number that a query answers. */
    public long number(String sql) throws IOException, SQLException {
        return Long.parseLong(text(sql));
    }

    /** The one text that a query answers. */
    public String text(String sql) throws IOException, SQLException {
        try (var connection = connect()) {
            return text(connection, sql);
        }
    }

    /** The same of the keys' database. */
    public String textOfKeys(String sql) throws IOException, SQLException {
        try (var connection = login.connect("mejene_keys", "postgres")) {
            return text(connection, sql);
        }
    }

    private static String text(Connection connection, String sql) throws IOException, SQLException {
        try (var statement = connection.createStatement();
                var rows = statement.executeQuery(sql)) {
            if (!rows.next()) {
                throw new IOException("a query had no answer");
            }
            return rows.getString(1);
        }
    }
}
