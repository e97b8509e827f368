package cn.mejene.bench.peer;

import cn.mejene.services.host.Ports;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The C yardstick: receives and writes, nothing else. Closing ends it. */
public final class Floor implements Closeable {
    private static final String SOURCE = "srv.c";
    private static final String BUFFER = String.valueOf(1 << 20);

    private final Program program;
    private final Path room;
    private final int port;

    private Floor(Program program, Path room, int port) {
        this.program = program;
        this.room = room;
        this.port = port;
    }

    /** @throws MissingPeer when there is no source or no compiler */
    public static Floor open(Workshop workshop) throws IOException {
        var source = workshop.yardsticks().resolve(SOURCE);
        if (!Files.isReadable(source)) {
            throw new MissingPeer("the C yardstick " + SOURCE, "name its folder with --yardsticks");
        }
        var compiler = workshop.program("cc", "install a C compiler (Debian: apt install gcc)");
        var built = Files.createDirectories(workshop.cache().resolve("yardsticks"));
        var binary = built.resolve("srv");
        workshop.run(
                built,
                List.of(compiler.toString(), "-O2", "-w", "-o", binary.toString(), source.toString(), "-lpthread"));
        var room = workshop.room("floor");
        int port = Ports.prefer(0);
        var command = List.of(binary.toString(), "" + port, room.toString(), BUFFER);
        return new Floor(Program.start(workshop.folder(), command, port), room, port);
    }

    /** Writes and answers. */
    public Peer writing() {
        return peer("C receive + write", "/w/");
    }

    /** Writes, waits for the disk and answers. */
    public Peer syncing() {
        return peer("C receive + write + fdatasync", "/f/");
    }

    private Peer peer(String name, String path) {
        var form = "PUT " + path + "%d HTTP/1.1\r\nHost: localhost\r\nContent-Length: %d\r\n\r\n";
        return new FilePeer(name, port, program, form, room);
    }

    @Override
    public void close() {
        program.close();
    }
}
