package cn.mejene.launcher.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import cn.mejene.services.host.RunningProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** Three nodes are one system: whatever one did, the others know, and one that dies is no outage. */
@Clause({"IV(A)0", "V(C)2"})
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ThreeNodesIT {
    private static final Duration SOON = Duration.ofSeconds(60);

    /** What the contract gives a signed-out session. */
    private static final Duration SESSION_DEAD = Duration.ofSeconds(1);

    private RunningSystem system;

    @BeforeAll
    void start() throws IOException {
        system = RunningSystem.cluster(3);
    }

    @AfterAll
    void stop() throws IOException {
        system.close();
    }

    @Test
    @Order(1)
    void walk_goesOn_onWhateverNode() {
        var member = Member.register(system.api(1), Member.randomPhone());
        var smileId = on(2, member.api())
                .post("/v1/me/smile-id", Map.of())
                .expect(201)
                .text("smileId");
        var clinic = ClinicStaff.signIn(system.api(3), 0);
        member.consent().expect(201);
        var grant = on(3, member.api())
                .post(
                        "/v1/me/grants",
                        Map.of("clinicId", clinic.clinicId(), "scopes", List.of("records:write", "records:read")))
                .expect(201)
                .text("id");
        var scan = Scans.stl(2_000, 31);

        var record = scan.sendTo(on(2, clinic.to(smileId))).expect(201).text("id");

        for (int node = 1; node <= 3; node++) {
            assertThat(content(node, member.api(), record).expect(200).body()).isEqualTo(scan.bytes());
        }
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(inbox(on(1, member.api()))).contains(record));
        on(1, member.api()).delete("/v1/me/grants/" + grant).expect(204);
        for (int node = 3; node >= 1; node--) {
            assertThat(content(node, clinic.treating(), record).status()).isIn(403, 404);
        }
    }

    /** Thirty activations at every node at once, and a record that is deleted at one of them. */
    @Test
    @Order(2)
    @Clause({"I(A)1.e", "V(A)3"})
    void smileId_isOne_andWhatIsDeletedIsGone_onWhateverNode() throws Exception {
        var member = Member.register(system.api(1), Member.randomPhone());
        var tasks = new ArrayList<Callable<String>>();
        for (int i = 0; i < 90; i++) {
            int node = 1 + i % 3;
            tasks.add(() ->
                    on(node, member.api()).post("/v1/me/smile-id", Map.of()).text("smileId"));
        }
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var ids = new HashSet<String>();
            for (var done : threads.invokeAll(tasks)) {
                ids.add(done.get());
            }
            assertThat(ids).singleElement().satisfies(id -> assertThat(id).startsWith("SM"));
        }
        var record = member.upload(Scans.stl(500, 33)).expect(201).text("id");
        for (int node = 1; node <= 3; node++) {
            content(node, member.api(), record).expect(200);
            on(node, member.api()).get("/v1/records/" + record + "/preview").expect(200);
        }

        on(2, member.steppedUp("records.delete"))
                .delete("/v1/records/" + record)
                .expect(204);

        for (int node = 1; node <= 3; node++) {
            content(node, member.api(), record).expectProblem(404, "not-found");
            for (var rest : List.of("", "/preview")) {
                on(node, member.api()).get("/v1/records/" + record + rest).expectProblem(404, "not-found");
            }
        }
    }

    @Test
    @Order(3)
    void session_isDeadEverywhere_aSecondAfterItsEnd() {
        var member = Member.register(system.api(1), Member.randomPhone());
        for (int node = 1; node <= 3; node++) {
            on(node, member.api()).get("/v1/me").expect(200);
        }

        on(2, member.api()).delete("/v1/auth/sessions/current").expect(204);
        long end = System.nanoTime() + SESSION_DEAD.toNanos();

        await().until(() -> System.nanoTime() > end);
        for (int node = 1; node <= 3; node++) {
            on(node, member.api()).get("/v1/me").expect(401);
        }
    }

    @Test
    @Order(4)
    void answer_isTheFirstOnes_whenTheSameKeyGoesToEveryNode() {
        var member = Member.register(system.api(1), Member.randomPhone());
        var clinic = ClinicStaff.signIn(system.api(2), 0);
        member.consent().expect(201);
        var body = Map.of("clinicId", clinic.clinicId(), "scopes", List.of("records:read"));
        var keyed = member.api().with("Idempotency-Key", UUID.randomUUID().toString());

        var ids = new ArrayList<String>();
        for (int node = 1; node <= 3; node++) {
            ids.add(on(node, keyed).post("/v1/me/grants", body).expect(201).text("id"));
        }

        assertThat(ids).containsOnly(ids.getFirst());
    }

    @Test
    @Order(5)
    void maps_ofTheClusterHoldNothingPersonal() throws IOException {
        var member = Member.register(system.api(1), Member.randomPhone());
        var smileId = member.activateSmileId();
        var id = member.api().get("/v1/me").text("id");

        try (var cluster = ClusterView.join(system.data(), system.port(1) + 2)) {
            await().untilAsserted(() -> assertThat(cluster.everything())
                    .as("the bus's addresses are there")
                    .contains("cluster.members.activate-smile-id"));
            assertThat(cluster.everything())
                    .doesNotContain(
                            member.phone(),
                            member.phone().substring(3),
                            smileId,
                            id,
                            member.accessToken(),
                            member.refreshToken());
        }
    }

    @Test
    @Order(6)
    void othersAnswer_whenANodeIsKilled_andItComesBack() throws IOException {
        var member = Member.register(system.api(1), Member.randomPhone());
        long killed = system.pid("node-2");

        new RunningProcess(killed).signal("KILL");

        for (int i = 0; i < 20; i++) {
            on(1, member.api()).get("/v1/me").expect(200);
            on(3, member.api()).get("/v1/me").expect(200);
        }
        await().atMost(SOON).ignoreExceptions().untilAsserted(() -> {
            assertThat(system.pid("node-2")).isNotEqualTo(killed);
            Api.at(system.managementPort(2)).get("/health/ready").expect(200);
        });
        on(2, member.api()).get("/v1/me").expect(200);
    }

    /** Clients that others wrote, unmodified: the node dies in the middle, another one takes the rest. */
    @Test
    @Order(10)
    @Clause("I(A)3.b")
    void tusClients_goOnAtAnotherNode_whenTheirsIsKilled(@TempDir Path folder) throws Exception {
        var member = Member.register(system.api(1), Member.randomPhone());
        member.consent().expect(201);
        var scan = Scans.stl(160_000, 34);
        var clients = new TusClients(member, scan, folder);
        try (var network = killing()) {
            assertThat(clients.java(network.port())).isTrue();
            assertThat(network.dropped()).isOne();
        }
        awaitReady(2);
        try (var network = killing()) {
            clients.javascript(network.port(), "all", 1);
            assertThat(network.dropped()).isOne();
        }
        assertThat(on(3, member.api()).get("/v1/me/records").expect(200).json().path("items"))
                .hasSize(2)
                .allSatisfy(record -> assertThat(
                                content(3, member.api(), record.path("id").asText())
                                        .expect(200)
                                        .body())
                        .isEqualTo(scan.bytes()));
    }

    private void awaitReady(int node) {
        await().atMost(SOON).ignoreExceptions().untilAsserted(() -> Api.at(system.managementPort(node))
                .get("/health/ready")
                .expect(200));
    }

    /** A way to the system that ends at the second node, which dies under it, and at the third from then on. */
    private DroppingProxy killing() throws IOException {
        return new DroppingProxy(
                List.of(system.port(2), system.port(3)), 1_500_000, 1, () -> new RunningProcess(system.pid("node-2"))
                        .signal("KILL"));
    }

    @Test
    @Order(7)
    void metrics_tellOfTheCluster() {
        var metrics =
                Api.at(system.managementPort(3)).get("/metrics").expect(200).text();

        assertThat(metrics)
                .contains("mejene_cluster_nodes 3.0", "mejene_outbox_lag_seconds", "vertx_eventbus_", "vertx_pool_");
    }

    /** Takes calls and streams, and has every other node do the work; two modules it does not even have. */
    @Test
    @Order(8)
    void node_worksAsAGateway_whenItServesNoModule() throws IOException {
        int port = system.port(4);
        try (var gateway = ExtraNode.start(system, "node-4", port, ThreeNodesIT::gatewayOnly)) {
            assertThat(gateway).isNotNull();
            var member = Member.register(Api.at(port), Member.randomPhone());
            var scan = Scans.stl(30_000, 32);

            var record = member.upload(scan).expect(201).text("id");

            assertThat(member.activateSmileId()).isNotBlank();
            assertThat(member.content(record)).isEqualTo(scan.bytes());
            assertThat(content(2, member.api(), record).expect(200).body()).isEqualTo(scan.bytes());
            member.api().get("/v1/me/inbox").expect(200);
        }
    }

    private static String gatewayOnly(String config) {
        return config.replace("  instances: 32\n", "  instances: 32\n  serves: []\n")
                .replaceFirst("(?m)^ {2}members: \\{}\\n", "")
                .replaceFirst("(?ms)^ {2}notifications:\\n.*?(?=^ {2}records:)", "");
    }

    @Test
    @Order(9)
    void node_worksForTheOthers_whenItHasNoListener() throws IOException {
        int port = system.port(5);
        var worker = ExtraNode.start(
                system,
                "node-5",
                port,
                config -> config.replaceFirst(
                        "(?ms)^http:\\n.*?(?=^dev:)",
                        "management:\n  host: 127.0.0.1\n  port: " + (port + 1) + "\n\n"));
        try (worker) {
            await().atMost(SOON).untilAsserted(() -> assertThat(
                            Api.at(port + 1).get("/metrics").expect(200).text())
                    .contains("mejene_cluster_nodes 4.0"));
            assertThatThrownBy(() -> Api.at(port).get("/v1/clinics")).isInstanceOf(UncheckedIOException.class);
        }
    }

    private Api on(int node, Api caller) {
        return caller.on(system.port(node));
    }

    private Reply content(int node, Api caller, String record) {
        return on(node, caller).get("/v1/records/" + record + "/content");
    }

    private static List<String> inbox(Api member) {
        var items = member.get("/v1/me/inbox").expect(200).json().path("items");
        return StreamSupport.stream(items.spliterator(), false)
                .map(item -> item.at("/data/recordId").asText())
                .toList();
    }
}
