package cn.mejene.launcher;

import cn.mejene.audit.verify.DatabaseCopy;
import cn.mejene.audit.verify.TileFolder;
import cn.mejene.services.ServicePorts;
import cn.mejene.services.host.DataFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
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
        requireFolder(data);
        var key = outside(data).key().orElseThrow(() -> new IOException("nothing has been signed in " + data));
        return new DatabaseCopy(connect(data), key.name());
    }

    /** The caller closes it. */
    static Connection connect(Path data) throws IOException {
        requireFolder(data);
        var folder = new DataFolder(data.toRealPath());
        var ports = ServicePorts.read(folder).orElseThrow(() -> stopped(data));
        var login = new Properties();
        login.setProperty("user", ROLE);
        login.setProperty(
                "password",
                Files.readString(folder.secrets().resolve(ROLE + ".password")).strip());
        try {
            return DriverManager.getConnection("jdbc:postgresql://127.0.0.1:" + ports.postgres() + "/mejene", login);
        } catch (SQLException e) {
            throw stopped(data);
        }
    }

    private static void requireFolder(Path data) throws IOException {
        if (!Files.isDirectory(data)) {
            throw new IOException(data + " is no data folder");
        }
    }

    private static IOException stopped(Path data) {
        return new IOException("the system of " + data + " does not run; start it with ./mejene up --data " + data);
    }
}
