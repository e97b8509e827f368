package cn.mejene.launcher.system;

import cn.mejene.services.ServicePorts;
import cn.mejene.services.host.DataFolder;
import cn.mejene.services.host.Secrets;
import com.google.crypto.tink.Aead;
import com.google.crypto.tink.InsecureSecretKeyAccess;
import com.google.crypto.tink.TinkJsonProtoKeysetFormat;
import com.google.crypto.tink.aead.AeadConfig2026;
import com.google.crypto.tink.subtle.AesGcmHkdfStreaming;
import com.google.crypto.tink.subtle.AesGcmJce;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Base64;
import java.util.Properties;

/**
 * Opens a stored file with nothing but Tink, the root key and the two databases, as somebody would who has all keys and
 * none of our code. Immutable.
 */
record StoredFile(RunningSystem system, Path file) {

    private record Blob(String dataKeyId, String associatedData) {}

    private record Wrapped(byte[] dataKey, byte[] classKey, String subject, String keyClass) {}

    /** @throws GeneralSecurityException when any of it is not what was sealed */
    byte[] open() throws IOException, SQLException, GeneralSecurityException {
        var blob = blob();
        var wrapped = wrapped(blob.dataKeyId());
        var classKey = root().decrypt(
                        wrapped.classKey(),
                        text("mejene-class-key/1\n" + wrapped.subject() + "\n" + wrapped.keyClass()));
        var dataKey =
                new AesGcmJce(classKey).decrypt(wrapped.dataKey(), text("mejene-data-key/1\n" + blob.dataKeyId()));
        var streaming = new AesGcmHkdfStreaming(dataKey, "HmacSha256", 32, 1 << 20, 0);
        try (var sealed = Files.newInputStream(file);
                var plain = streaming.newDecryptingStream(
                        sealed, Base64.getDecoder().decode(blob.associatedData()))) {
            return plain.readAllBytes();
        }
    }

    private Aead root() throws IOException, GeneralSecurityException {
        var json = Files.readString(system.data().resolve("keys/root.json"));
        return TinkJsonProtoKeysetFormat.parseKeyset(json, AeadConfig2026.get(), InsecureSecretKeyAccess.get())
                .getPrimitive(AeadConfig2026.get(), Aead.class);
    }

    private Blob blob() throws IOException, SQLException {
        var sql = "SELECT data_key_id, associated_data FROM vault.blob WHERE id = ? AND state = 'stored'";
        try (var connection = connect("mejene", "mejene_app");
                var query = connection.prepareStatement(sql)) {
            query.setString(1, file.getFileName().toString());
            try (var rows = query.executeQuery()) {
                rows.next();
                return new Blob(rows.getString(1), rows.getString(2));
            }
        }
    }

    private Wrapped wrapped(String dataKeyId) throws IOException, SQLException {
        var sql = """
                SELECT d.wrapped, c.wrapped, c.subject, c.class
                  FROM keys.data_key d JOIN keys.class_key c ON c.id = d.class_key_id
                 WHERE d.id = ?
                """;
        try (var connection = connect("mejene_keys", "mejene_keys");
                var query = connection.prepareStatement(sql)) {
            query.setString(1, dataKeyId);
            try (var rows = query.executeQuery()) {
                rows.next();
                return new Wrapped(rows.getBytes(1), rows.getBytes(2), rows.getString(3), rows.getString(4));
            }
        }
    }

    private Connection connect(String database, String role) throws IOException, SQLException {
        var folder = DataFolder.open(system.data());
        var login = new Properties();
        login.setProperty("user", role);
        login.setProperty("password", new Secrets(folder).password(role));
        int port = ServicePorts.read(folder).orElseThrow().postgres();
        return DriverManager.getConnection("jdbc:postgresql://127.0.0.1:" + port + "/" + database, login);
    }

    private static byte[] text(String value) {
        return value.getBytes(StandardCharsets.UTF_8);
    }
}
