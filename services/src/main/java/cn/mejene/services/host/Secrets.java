package cn.mejene.services.host;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.security.SecureRandom;
import java.util.HexFormat;

/**
 * The secrets of one data folder, made at first use and never changed: 32 random bytes in hexadecimal, one file each.
 * Safe for one process at a time; it never prints them.
 */
public final class Secrets {
    private static final int BYTES = 32;

    private final DataFolder folder;
    private final SecureRandom random = new SecureRandom();

    public Secrets(DataFolder folder) {
        this.folder = folder;
    }

    /**
     * The database password of a role.
     *
     * @throws IOException when the file can't be read or made
     */
    public String password(String role) throws IOException {
        return read(role + ".password");
    }

    /**
     * The secret in the named file, made now when missing.
     *
     * @throws IOException when the file can't be read or made
     */
    public String read(String name) throws IOException {
        var file = folder.secrets().resolve(name);
        if (!Files.exists(file)) {
            var bytes = new byte[BYTES];
            random.nextBytes(bytes);
            AtomicFile.write(file, HexFormat.of().formatHex(bytes).getBytes(StandardCharsets.US_ASCII));
        }
        return Files.readString(file, StandardCharsets.US_ASCII).strip();
    }
}
