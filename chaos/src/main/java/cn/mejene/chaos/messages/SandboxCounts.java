package cn.mejene.chaos.messages;

import cn.mejene.chaos.system.Installation;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;

/** How many messages the sandbox's providers have delivered, and how many repeats they have kept away. Thread-safe. */
public final class SandboxCounts {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final URI address;

    public SandboxCounts(Installation installation) throws IOException {
        this.address =
                URI.create("http://127.0.0.1:" + installation.servicePorts().sandbox() + "/sandbox/messages/counts");
    }

    /** Push messages alone. */
    public long arrived() throws IOException {
        return read().path("push").asLong();
    }

    public long repeated() throws IOException {
        return read().path("repeated").asLong();
    }

    private JsonNode read() throws IOException {
        try (var in = address.toURL().openStream()) {
            return JSON.readTree(in);
        }
    }
}
