package cn.mejene.bench.peer;

import cn.mejene.services.host.Ports;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Objects;

/** A C yardstick that takes the SHA-256 of what it receives and writes, nothing else. Closing ends it. */
public final class HashingFloor implements Closeable {
    private static final String SOURCE = "hashing-srv.c";

    private final Program program;
    private final Peer peer;

    private HashingFloor(Program program, Peer peer) {
        this.program = program;
        this.peer = peer;
    }

    /** @throws MissingPeer when there is no compiler, or no libcrypto */
    public static HashingFloor open(Workshop workshop) throws IOException {
        var compiler = workshop.program("cc", "install a C compiler (Debian: apt install gcc)");
        var built = Files.createDirectories(workshop.cache().resolve("yardsticks"));
        try (var source = Objects.requireNonNull(HashingFloor.class.getResourceAsStream(SOURCE))) {
            Files.write(built.resolve(SOURCE), source.readAllBytes());
        }
        var binary = built.resolve("hashing-srv").toString();
        try {
            workshop.run(
                    built, List.of(compiler.toString(), "-O2", "-o", binary, SOURCE, "-lpthread", "-l:libcrypto.so.3"));
        } catch (IOException e) {
            throw new MissingPeer(
                    "libcrypto.so.3", "install OpenSSL 3 (Debian: apt install libssl3): " + e.getMessage());
        }
        var room = workshop.room("hashing-floor");
        int port = Ports.prefer(0);
        var program = Program.start(workshop.folder(), List.of(binary, "" + port, room.toString()), port);
        var form = "PUT /%d HTTP/1.1\r\nHost: localhost\r\nContent-Length: %d\r\n\r\n";
        return new HashingFloor(program, new FilePeer("C receive + SHA-256 + write", port, program, form, room));
    }

    public Peer peer() {
        return peer;
    }

    @Override
    public void close() {
        program.close();
    }
}
