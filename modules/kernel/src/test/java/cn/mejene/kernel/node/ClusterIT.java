package cn.mejene.kernel.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import cn.mejene.kernel.Problem;
import cn.mejene.kernel.call.Answer;
import cn.mejene.kernel.call.Call;
import cn.mejene.kernel.cluster.Cluster;
import cn.mejene.kernel.testing.CallTo;
import cn.mejene.kernel.testing.EmbeddedServices;
import cn.mejene.kernel.testing.FreshDatabases;
import cn.mejene.kernel.testing.TestCluster;
import cn.mejene.kernel.testing.TestModule;
import cn.mejene.kernel.testing.TestNode;
import io.vertx.core.VertxOptions;
import io.vertx.core.eventbus.DeliveryOptions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Nodes that serve different modules are one system; whoever has no keys of the bus is no part of it. */
@ExtendWith(EmbeddedServices.class)
final class ClusterIT {
    private static final Duration SOON = Duration.ofSeconds(20);

    @TempDir
    Path folder;

    private TestCluster cluster;

    private record Who(String node) {}

    @BeforeEach
    void plan() {
        cluster = TestCluster.of(folder, "node-1", "node-2", "node-3");
    }

    @Test
    void call_isServedByAnotherNode_whenTheModuleRunsThereOnly(FreshDatabases databases) {
        var edge = node(databases, "node-1").serves().boot();

        assertThatThrownBy(() -> edge.call(whoServes())).isInstanceOfSatisfying(Problem.class, problem -> {
            assertThat(problem.code()).isEqualTo("unavailable");
            assertThat(problem.headers()).containsKey("Retry-After");
        });
        var worker = node(databases, "node-2").boot();

        await().atMost(SOON).ignoreExceptions().untilAsserted(() -> assertThat(served(edge))
                .isEqualTo("node-2"));
        assertThat(served(worker)).isEqualTo("node-2");
    }

    @Test
    void problem_ofAnotherNode_isTheCallers(FreshDatabases databases) {
        var edge = node(databases, "node-1").serves().boot();
        node(databases, "node-2").boot();

        await().atMost(SOON).untilAsserted(() -> assertThatThrownBy(
                        () -> edge.call(CallTo.operation("probe.refuse").build()))
                .isInstanceOfSatisfying(
                        Problem.class, problem -> assertThat(problem.code()).isEqualTo("no-such-thing")));
    }

    @Test
    void calls_areServedByTheOthers_whenANodeHasLeft(FreshDatabases databases) {
        var edge = node(databases, "node-1").serves().boot();
        var second = node(databases, "node-2").boot();
        node(databases, "node-3").boot();
        await().atMost(SOON).ignoreExceptions().until(() -> served(edge).equals("node-2"));

        second.close();

        for (int i = 0; i < 20; i++) {
            assertThat(served(edge)).isEqualTo("node-3");
        }
    }

    @Test
    void stranger_readsAndWritesNothing_whenItHasNoKeysOfTheBus(FreshDatabases databases) {
        var first = node(databases, "node-1").boot();
        var read = Collections.synchronizedList(new ArrayList<String>());
        var stranger = Cluster.join(
                        cluster.withForeignKeys(folder.resolve("foreign")).config("node-2"),
                        new VertxOptions(),
                        builder -> builder)
                .vertx();
        try {
            stranger.eventBus()
                    .<String>consumer("gossip", message -> read.add(message.body()))
                    .completion()
                    .await();
            first.vertx()
                    .eventBus()
                    .<String>consumer("gossip", message -> read.add("written: " + message.body()))
                    .completion()
                    .await();
            var patience = new DeliveryOptions().setSendTimeout(1_500);
            var written = stranger.eventBus().request("node.node-1", "x", patience);
            stranger.eventBus().publish("gossip", "from outside");
            first.vertx().eventBus().publish("gossip", "from inside");

            assertThatThrownBy(() ->
                            written.toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS))
                    .hasMessageContaining("Timed out");
            await().atMost(SOON).until(() -> read.contains("written: from inside"));
            assertThat(read).allMatch(text -> !text.contains("outside") || text.equals("from outside"));
            assertThat(read).doesNotContain("from inside", "written: from outside");
        } finally {
            stranger.close().await();
        }
    }

    private TestNode.Description node(FreshDatabases databases, String id) {
        var probe = new TestModule("probe").serving((context, operations) -> {
            operations.read("probe.who", call -> Answer.ok(Map.of("node", context.node())));
            operations.read("probe.refuse", call -> {
                throw Problem.of(404, "no-such-thing", "There is no such thing.");
            });
        });
        return databases.node(id).in(cluster).module(probe);
    }

    private static Call whoServes() {
        return CallTo.operation("probe.who").build();
    }

    private static String served(TestNode by) {
        return by.call(whoServes()).body(Who.class).node();
    }
}
