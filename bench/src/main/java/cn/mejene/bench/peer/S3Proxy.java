package cn.mejene.bench.peer;

import cn.mejene.bench.load.Wire;
import cn.mejene.services.host.Ports;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;

/** s3proxy over a folder, without signatures. Closing ends it. */
public final class S3Proxy implements Closeable {
    private static final String FORM = "PUT /bench/%d HTTP/1.1\r\nHost: localhost\r\nContent-Length: %d\r\n\r\n";

    private final Program program;
    private final Peer peer;

    private S3Proxy(Program program, Peer peer) {
        this.program = program;
        this.peer = peer;
    }

    /** @throws MissingPeer when it is not installed */
    public static S3Proxy open(Workshop workshop) throws IOException {
        var binary =
                workshop.program("s3proxy", "put the program of its release (github.com/gaul/s3proxy) on the PATH");
        var room = workshop.room("s3proxy");
        var files = workshop.room("s3proxy-files");
        int port = Ports.prefer(0);
        var properties = room.resolve("s3proxy.conf");
        Files.writeString(properties, """
                s3proxy.authorization=none
                s3proxy.endpoint=http://127.0.0.1:%d
                jclouds.provider=filesystem-nio2
                jclouds.filesystem.basedir=%s
                """.formatted(port, files));
        var command = List.of(binary.toString(), "--properties", properties.toString());
        var program = Program.start(room, command, port);
        try (var wire = Wire.to(port)) {
            wire.ask("PUT /bench HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n\r\n");
        }
        return new S3Proxy(program, new FilePeer("s3proxy", port, program, FORM, files));
    }

    public Peer peer() {
        return peer;
    }

    @Override
    public void close() {
        program.close();
    }
}
