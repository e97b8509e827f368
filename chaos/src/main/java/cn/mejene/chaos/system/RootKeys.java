package cn.mejene.chaos.system;

import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.ThreadLocalRandom;

/** Versions of the root key, as an operator of the installation rotates and sees them. One connection a question. */
public final class RootKeys {
    private static final String DATABASE = "mejene_keys";
    private static final String ROLE = "mejene_keys";
    private static final char[] ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz".toCharArray();
    private static final int LENGTH = 26;

    private final Login login;

    public RootKeys(Installation installation) throws IOException {
        this.login = new Login(installation);
    }

    /** Asks for a new version; whether nobody else had asked before. */
    public boolean rotate() throws IOException, SQLException {
        try (var connection = connect();
                var insert = connection.prepareStatement(
                        "INSERT INTO keys.rotation (id) VALUES (?) ON CONFLICT DO NOTHING")) {
            insert.setString(1, id());
            return insert.executeUpdate() == 1;
        }
    }

    /** Rotations that have not come to their end. */
    public long running() throws IOException, SQLException {
        return number("SELECT count(*) FROM keys.rotation WHERE state <> 'done'");
    }

    /** Versions that wrap keys, or may. */
    public long inUse() throws IOException, SQLException {
        return number("SELECT count(*) FROM (SELECT version FROM keys.root WHERE enabled"
                + " UNION SELECT root FROM keys.class_key WHERE wrapped IS NOT NULL) AS version");
    }

    private long number(String query) throws IOException, SQLException {
        try (var connection = connect();
                var rows = connection.createStatement().executeQuery(query)) {
            rows.next();
            return rows.getLong(1);
        }
    }

    private Connection connect() throws IOException, SQLException {
        return login.connect(DATABASE, ROLE);
    }

    private static String id() {
        var text = new StringBuilder("rot_");
        ThreadLocalRandom.current().ints(LENGTH, 0, ALPHABET.length).forEach(i -> text.append(ALPHABET[i]));
        return text.toString();
    }
}
