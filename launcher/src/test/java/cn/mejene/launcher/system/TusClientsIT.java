package cn.mejene.launcher.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Clients that others wrote, unmodified, over a network that loses connections. */
@Clause("I(A)3.b")
@ExtendWith(SharedSystem.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TusClientsIT {
    private final RunningSystem system;
    private final Member member;
    private final Scan scan = Scans.stl(160_000, 22);

    private final TusClients clients;

    TusClientsIT(RunningSystem system, @TempDir Path folder) {
        this.system = system;
        member = system.newMember();
        clients = new TusClients(member, scan, folder);
    }

    @BeforeAll
    void consent() {
        member.consent();
    }

    /** The one record that there is more than before. */
    private String newest() {
        return member.api()
                .get("/v1/me/records")
                .expect(200)
                .json()
                .at("/items/0/id")
                .asText();
    }

    @Test
    void javaClient_uploadsWhole_thoughConnectionsAreLost() throws Exception {
        try (var network = new DroppingProxy(system.port(), 1_500_000, 3)) {
            assertThat(clients.java(network.port())).isTrue();

            assertThat(network.dropped()).isEqualTo(3);
            assertThat(member.content(newest())).isEqualTo(scan.bytes());
        }
    }

    @Test
    void jsClient_uploadsWhole_thoughConnectionsAreLost() throws Exception {
        var told = javascript("all", 1, 2_500_000, 2);

        assertThat(told.path("retries").asInt()).isPositive();
        assertThat(member.content(told.path("record").asText())).isEqualTo(scan.bytes());
    }

    @Test
    void jsClient_uploadsWhole_inChunks() throws Exception {
        var told = javascript("1000000", 1, 1_500_000, 2);

        assertThat(member.content(told.path("record").asText())).isEqualTo(scan.bytes());
    }

    @Test
    void jsClient_uploadsWhole_inParallel() throws Exception {
        var told = javascript("all", 3, 1_500_000, 2);

        assertThat(member.content(told.path("record").asText())).isEqualTo(scan.bytes());
    }

    private JsonNode javascript(String chunk, int parallel, long bytes, int drops) throws Exception {
        try (var network = new DroppingProxy(system.port(), bytes, drops)) {
            var told = clients.javascript(network.port(), chunk, parallel);
            assertThat(network.dropped()).isEqualTo(drops);
            return told;
        }
    }
}
