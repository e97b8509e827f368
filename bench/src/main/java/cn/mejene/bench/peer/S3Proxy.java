package cn.mejene.bench.peer;

import cn.mejene.bench.load.Wire;
import cn.mejene.services.host.Ports;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

/** s3proxy over a folder, without signatures. Closing ends it. */
public final class S3Proxy implements Closeable {
    private static final String FORM = "PUT /bench/%d HTTP/1.1\r\nHost: localhost\r\nContent-Length: %d\r\n\r\n";

    private final Program program;
    private final Peer peer;

    private S3Proxy(Program program, Peer peer) {
        this.program = program;
        this.peer = peer;
    }

    /** @throws MissingPeer when it is not to be had */
    public static S3Proxy open(Workshop workshop) throws IOException {
        var jars = jars(workshop);
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
        Files.writeString(room.resolve("logback.xml"), "<configuration><root level=\"OFF\"/></configuration>");
        var java = Path.of(System.getProperty("java.home"), "bin", "java");
        var command = List.of(
                java.toString(),
                "-Dlogback.configurationFile=logback.xml",
                "-cp",
                jars.resolve("*").toString(),
                "org.gaul.s3proxy.Main",
                "--properties",
                properties.toString());
        var program = Program.start(room, command, port);
        try (var wire = Wire.to(port)) {
            wire.ask("PUT /bench HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n\r\n");
        }
        return new S3Proxy(program, new FilePeer("s3proxy", port, program, FORM, files));
    }

    private static Path jars(Workshop workshop) throws IOException {
        var maven = workshop.program("mvn", "install Maven (Debian: apt install maven)");
        var home = Files.createDirectories(workshop.cache().resolve("s3proxy"));
        var jars = home.resolve("jars");
        if (!Files.isDirectory(jars)) {
            try (var pom = Objects.requireNonNull(S3Proxy.class.getResourceAsStream("s3proxy-pom.xml"))) {
                Files.write(home.resolve("pom.xml"), pom.readAllBytes());
            }
            var goal = "dependency:copy-dependencies";
            try {
                workshop.run(home, List.of(maven.toString(), "-B", "-q", goal, "-DoutputDirectory=" + jars));
            } catch (IOException e) {
                throw new MissingPeer("s3proxy", "Maven cannot fetch it: " + e.getMessage());
            }
        }
        return jars;
    }

    public Peer peer() {
        return peer;
    }

    @Override
    public void close() {
        program.close();
    }
}
