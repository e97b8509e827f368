package cn.mejene.bench.load;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** SHA-256 of what was sent and of what is stored, in lower-case hexadecimal. For one thread. */
public final class Digest {
    private static final int BUFFER = 1 << 20;

    private final MessageDigest digest;

    public Digest() {
        try {
            this.digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Of a file. */
    public static String of(Path file) throws IOException {
        var digest = new Digest();
        var buffer = ByteBuffer.allocate(BUFFER);
        try (var in = FileChannel.open(file)) {
            while (in.read(buffer.clear()) >= 0) {
                digest.take(buffer.flip());
            }
        }
        return digest.hex();
    }

    /** Takes the next bytes. */
    public void take(ByteBuffer bytes) {
        digest.update(bytes);
    }

    public String hex() {
        return HexFormat.of().formatHex(digest.digest());
    }
}
