package cn.mejene.bench.peer;

import cn.mejene.bench.load.Answer;
import cn.mejene.bench.load.Digest;
import cn.mejene.bench.load.Wire;
import cn.mejene.services.host.Ports;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Orthanc, the DICOM server, by its REST interface and as it comes: what it has answered for is synced. */
public final class Orthanc implements Peer, Closeable {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Program program;
    private final int port;

    private Orthanc(Program program, int port) {
        this.program = program;
        this.port = port;
    }

    /** @throws MissingPeer when it is not installed */
    public static Orthanc open(Workshop workshop) throws IOException {
        var binary = workshop.program("Orthanc", "install it (Debian: apt install orthanc)");
        var room = workshop.room("orthanc");
        int port = Ports.prefer(0);
        var configuration = room.resolve("orthanc.json");
        JSON.writeValue(
                configuration.toFile(),
                Map.of(
                        "StorageDirectory",
                        room.resolve("storage").toString(),
                        "IndexDirectory",
                        room.resolve("storage").toString(),
                        "HttpPort",
                        port,
                        "RemoteAccessAllowed",
                        false,
                        "AuthenticationEnabled",
                        false,
                        "DicomServerEnabled",
                        false));
        Files.createDirectories(room.resolve("storage"));
        return new Orthanc(Program.start(room, List.of(binary.toString(), configuration.toString()), port), port);
    }

    @Override
    public String name() {
        return "Orthanc";
    }

    @Override
    public int port() {
        return port;
    }

    @Override
    public long pid() {
        return program.pid();
    }

    @Override
    public String head(long length) {
        return "POST /instances HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/dicom\r\nContent-Length: "
                + length + "\r\n\r\n";
    }

    @Override
    public List<String> stored(List<Answer> answers) throws IOException {
        var digests = new ArrayList<String>();
        for (var answer : answers) {
            var digest = new Digest();
            try (var wire = Wire.to(port)) {
                wire.fetch("GET /instances/" + id(answer) + "/file HTTP/1.1\r\nHost: localhost\r\n\r\n", digest::take);
            }
            digests.add(digest.hex());
        }
        return digests;
    }

    @Override
    public void forget(List<Answer> answers) throws IOException {
        for (var answer : answers) {
            try (var wire = Wire.to(port)) {
                wire.ask("DELETE /instances/" + id(answer) + " HTTP/1.1\r\nHost: localhost\r\n\r\n");
            }
        }
    }

    private static String id(Answer answer) throws IOException {
        return JSON.readTree(answer.body()).path("ID").asText();
    }

    @Override
    public void close() {
        program.close();
    }
}
