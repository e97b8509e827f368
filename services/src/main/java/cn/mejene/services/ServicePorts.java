package cn.mejene.services;

import cn.mejene.services.host.AtomicFile;
import cn.mejene.services.host.DataFolder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Properties;

/**
 * Where the services listen on the loopback address, as the services process tells the supervisor: the file
 * {@code run/services.properties} appears when all of them serve.
 *
 * @param postgres PostgreSQL's port
 * @param kafka the broker's port
 * @param sandbox the HTTP port of the sandbox providers
 * @param mail the port of the sandbox's mail server
 */
public record ServicePorts(int postgres, int kafka, int sandbox, int mail) {

    /**
     * Reads what the services process published; empty until it is ready.
     *
     * @throws IOException when the file can't be read
     */
    public static Optional<ServicePorts> read(DataFolder folder) throws IOException {
        if (!Files.exists(file(folder))) {
            return Optional.empty();
        }
        var ports = new Properties();
        try (var reader = Files.newBufferedReader(file(folder))) {
            ports.load(reader);
        }
        return Optional.of(new ServicePorts(
                port(ports, "postgres"), port(ports, "kafka"), port(ports, "sandbox"), port(ports, "mail")));
    }

    void publish(DataFolder folder) throws IOException {
        var text = "postgres=%d%nkafka=%d%nsandbox=%d%nmail=%d%n".formatted(postgres, kafka, sandbox, mail);
        AtomicFile.write(file(folder), text.getBytes(StandardCharsets.US_ASCII));
    }

    private static int port(Properties ports, String name) {
        return Integer.parseInt(ports.getProperty(name, ""));
    }

    private static Path file(DataFolder folder) {
        return folder.run().resolve("services.properties");
    }
}
