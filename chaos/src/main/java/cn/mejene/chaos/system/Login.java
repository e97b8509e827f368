package cn.mejene.chaos.system;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Properties;

/** The way into an installation's databases, with the passwords of its data folder. Immutable. */
public final class Login {
    /** The application's role, which may do what a node may. */
    public static final String APPLICATION = "mejene_app";

    /** The database that is not that of the keys. */
    public static final String MAIN = "mejene";

    private final Path data;
    private final int port;

    public Login(Installation installation) throws IOException {
        this.data = installation.data();
        this.port = installation.servicePorts().postgres();
    }

    public int port() {
        return port;
    }

    public String password(String role) throws IOException {
        return Files.readString(data.resolve("secrets").resolve(role + ".password"), StandardCharsets.US_ASCII)
                .strip();
    }

    public Connection connect(String database, String role) throws IOException, SQLException {
        var login = new Properties();
        login.setProperty("user", role);
        login.setProperty("password", password(role));
        login.setProperty("sslmode", "disable");
        login.setProperty("loginTimeout", "10");
        login.setProperty("socketTimeout", "20");
        return DriverManager.getConnection("jdbc:postgresql://127.0.0.1:" + port + "/" + database, login);
    }
}
