package cn.mejene.launcher;

import cn.mejene.services.ServicePorts;
import cn.mejene.services.host.DataFolder;
import cn.mejene.services.host.Secrets;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Properties;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/**
 * Which installation an operator's command speaks to: a running {@code ./mejene up} by its data folder, or any database
 * by its address. It connects as the role of the application, with its rights and no more.
 */
final class OperatorDatabase {
    @Option(names = "--data", defaultValue = "data", description = "data folder of a running ./mejene up (./data)")
    private Path data = Path.of("data");

    @Option(names = "--jdbc", description = "instead: the database, jdbc:postgresql://HOST:PORT/NAME")
    private @Nullable String jdbc;

    @Option(names = "--password-file", description = "with --jdbc: file that holds the role's password")
    private @Nullable Path passwordFile;

    /**
     * Opens a connection; the caller closes it.
     *
     * @param database name of the database in a data folder
     * @param role role that the nodes use there
     * @throws StartFailure with one line when there is nothing to speak to
     */
    Connection connect(String database, String role) throws StartFailure, IOException {
        var login = new Properties();
        login.setProperty("user", role);
        login.setProperty("connectTimeout", "5");
        try {
            if (jdbc != null) {
                if (passwordFile == null) {
                    throw new StartFailure("--jdbc needs --password-file");
                }
                login.setProperty("password", Files.readString(passwordFile).strip());
                return DriverManager.getConnection(jdbc, login);
            }
            return connect(database, role, login);
        } catch (SQLException refused) {
            throw new StartFailure("the database cannot be reached, SQL state " + refused.getSQLState());
        }
    }

    private Connection connect(String database, String role, Properties login)
            throws StartFailure, IOException, SQLException {
        if (!Files.isDirectory(data)) {
            throw new StartFailure("there is no data folder " + data);
        }
        var folder = DataFolder.open(data);
        var ports = ServicePorts.read(folder).orElseThrow(() -> new StartFailure("nothing runs on " + folder.root()));
        login.setProperty("password", new Secrets(folder).password(role));
        return DriverManager.getConnection("jdbc:postgresql://127.0.0.1:" + ports.postgres() + "/" + database, login);
    }
}
