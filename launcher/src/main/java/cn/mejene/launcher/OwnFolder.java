package cn.mejene.launcher;

import cn.mejene.audit.tree.VerifierKey;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;

/**
 * Where a verifier remembers what it saw when it is not told where: by the place that a log is read from, never by what
 * the log says of itself, so that a log under another key does not find an empty memory.
 *
 * @param root {@code ~/.mejene}
 */
record OwnFolder(Path root) {
    private static final String KEY = ".key";

    static OwnFolder ofUser() {
        return new OwnFolder(Path.of(System.getProperty("user.home", "."), ".mejene"));
    }

    Path ofNode(URI url) {
        return root.resolve("url-" + safe(url.getAuthority()));
    }

    Path ofData(Path data) throws IOException {
        var path = data.toRealPath();
        return root.resolve("data-" + safe(String.valueOf(path.getFileName())) + "-" + digest(path.toString()));
    }

    /** One for all exports: nothing outside a file says which log it is of. */
    Path ofExports() {
        return root.resolve("exports");
    }

    /** Every key that was pinned here. */
    List<VerifierKey> pinned() throws IOException {
        var keys = new ArrayList<VerifierKey>();
        if (Files.isDirectory(root)) {
            try (var files = Files.newDirectoryStream(root, "*" + KEY)) {
                for (var file : files) {
                    keys.add(VerifierKey.parse(Files.readString(file)));
                }
            }
        }
        return keys;
    }

    private static String safe(String name) {
        return name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9.-]", "_");
    }

    private static String digest(String path) {
        try {
            var hash = MessageDigest.getInstance("SHA-256").digest(path.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash, 0, 8);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
