package cn.mejene.launcher;

import cn.mejene.audit.verify.DatabaseCopy;
import cn.mejene.audit.verify.TileFolder;
import cn.mejene.services.ServicePorts;
import cn.mejene.services.host.DataFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Properties;

/** Opens the log of a data folder whose PostgreSQL runs, with the rights of the application and no more. */
final class LogOfFolder {
    private static final String ROLE = "mejene_app";

    private LogOfFolder() {}

    /** What stands outside the database. */
    static TileFolder outside(Path data) {
        return new TileFolder(data.resolve("audit"));
    }

    static DatabaseCopy open(Path data) throws IOException {
        if (!Files.isDirectory(data)) {
            throw new IOException(data + " is no data folder");
        }
        var folder = new DataFolder(data.toRealPath());
        var ports = ServicePorts.read(folder).orElseThrow(() -> stopped(data));
        var key = outside(data).key().orElseThrow(() -> new IOException("nothing has been signed in " + data));
        var login = new Properties();
        login.setProperty("user", ROLE);
        login.setProperty(
                "password",
                Files.readString(folder.secrets().resolve(ROLE + ".password")).strip());
        try {
            var connection =
                    DriverManager.getConnection("jdbc:postgresql://127.0.0.1:" + ports.postgres() + "/mejene", login);
            return new DatabaseCopy(connection, key.name());
        } catch (SQLException e) {
            throw stopped(data);
        }
    }

    private static IOException stopped(Path data) {
        return new IOException("the system of " + data + " does not run; start it with ./mejene up --data " + data);
    }
}
