package cn.mejene.bench.peer;

import cn.mejene.services.host.Ports;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/** The reference server of tus on node, with its file store. Closing ends it. */
public final class TusServer implements Closeable {
    private static final List<String> PACKAGES = List.of("@tus/server@1.10.2", "@tus/file-store@1.5.1");
    private static final String HOW = "install node.js with npm (Debian: apt install nodejs npm)";
    private static final List<String> HEAD = List.of(
            "POST /files?%1$d HTTP/1.1",
            "Host: localhost",
            "Tus-Resumable: 1.0.0",
            "Content-Type: application/offset+octet-stream",
            "Upload-Length: %2$d",
            "Content-Length: %2$d",
            "\r\n");

    private final Program program;
    private final Peer peer;

    private TusServer(Program program, Peer peer) {
        this.program = program;
        this.peer = peer;
    }

    /** @throws MissingPeer when node or its packages are not to be had */
    public static TusServer open(Workshop workshop) throws IOException {
        var node = workshop.program("node", HOW);
        var npm = workshop.program("npm", HOW);
        var home = Files.createDirectories(workshop.cache().resolve("tus"));
        if (!Files.isDirectory(home.resolve("node_modules/@tus/file-store"))) {
            var install = List.of(npm.toString(), "install", "--no-audit", "--no-fund", "--prefix", home.toString());
            try {
                workshop.run(
                        home, Stream.concat(install.stream(), PACKAGES.stream()).toList());
            } catch (IOException e) {
                throw new MissingPeer("the tus server", "npm cannot install it: " + e.getMessage());
            }
        }
        var script = home.resolve("server.mjs");
        try (var source = Objects.requireNonNull(TusServer.class.getResourceAsStream("tus-server.mjs"))) {
            Files.write(script, source.readAllBytes());
        }
        int port = Ports.prefer(0);
        var files = workshop.room("tus-files");
        var command = List.of(node.toString(), script.toString(), "" + port, files.toString());
        var program = Program.start(workshop.room("tus"), command, port);
        return new TusServer(
                program, new FilePeer("tus server on node", port, program, String.join("\r\n", HEAD), files));
    }

    public Peer peer() {
        return peer;
    }

    @Override
    public void close() {
        program.close();
    }
}
