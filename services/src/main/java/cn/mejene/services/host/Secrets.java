package cn.mejene.services.host;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import java.util.function.Function;

/**
 * The secrets of one data folder, made at first use and never changed: 32 random bytes, one file each. Safe for one
 * process at a time; it never prints them.
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
     * The secret in the named file, in hexadecimal, made now when missing.
     *
     * @throws IOException when the file can't be read or made
     */
    public String read(String name) throws IOException {
        return read(name, HexFormat.of()::formatHex);
    }

    /**
     * The secret in the named file, in base64url without padding, made now when missing.
     *
     * @throws IOException when the file can't be read or made
     */
    public String readToken(String name) throws IOException {
        return read(name, Base64.getUrlEncoder().withoutPadding()::encodeToString);
    }

    private String read(String name, Function<byte[], String> spelling) throws IOException {
        var file = folder.secrets().resolve(name);
        if (!Files.exists(file)) {
            var bytes = new byte[BYTES];
            random.nextBytes(bytes);
            AtomicFile.write(file, spelling.apply(bytes).getBytes(StandardCharsets.US_ASCII));
        }
        return Files.readString(file, StandardCharsets.US_ASCII).strip();
    }
}
