package cn.mejene.kernel.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import cn.mejene.kernel.Ids;
import cn.mejene.kernel.Json;
import cn.mejene.kernel.ModuleContext;
import cn.mejene.kernel.Operations;
import cn.mejene.kernel.data.Tx;
import cn.mejene.kernel.event.Event;
import cn.mejene.kernel.testing.EmbeddedServices;
import cn.mejene.kernel.testing.FreshDatabases;
import cn.mejene.kernel.testing.TestModule;
import cn.mejene.kernel.testing.TestNode;
import io.vertx.sqlclient.Row;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/** Events from the outbox through Kafka into the effect of another module's handler, on two nodes. */
@ExtendWith(EmbeddedServices.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class EventsIT {
    private static final Duration PATIENCE = Duration.ofSeconds(40);
    private static final int FAILURES = 3;

    private final FreshDatabases databases;
    private final TestNode first;
    private final TestNode second;
    private final Map<String, AtomicInteger> tries = new ConcurrentHashMap<>();

    EventsIT(FreshDatabases databases) {
        this.databases = databases;
        this.first = databases.node("node-1").module(module()).boot();
        this.second = databases.node("node-2").module(module()).boot();
    }

    private TestModule module() {
        return new TestModule("probe").serving(this::serve);
    }

    private void serve(ModuleContext context, Operations operations) {
        operations.on("probe.happened", EventsIT::apply);
        operations.on("probe.stumbled", (event, tx) -> {
            apply(event, tx);
            int attempt =
                    tries.computeIfAbsent(event.id(), id -> new AtomicInteger()).incrementAndGet();
            if (attempt <= FAILURES) {
                throw new IllegalStateException("expected, attempt " + attempt);
            }
        });
    }

    private static void apply(Event event, Tx tx) {
        tx.update("INSERT INTO probe.effect (what) VALUES ($1)", event.key() + " " + event.get("step"));
    }

    /** Letters, because an event carries no numbers. */
    private static String step(int number) {
        return "step-" + number;
    }

    private static Event event(String type, String key, int number) {
        return Event.of(type, key, Map.of("step", step(number)));
    }

    private static void publish(TestNode node, List<Event> events) {
        node.database().run(tx -> events.forEach(e -> node.context().outbox().append(tx, e)));
    }

    /** Steps that were applied, in the order of their effects. */
    private List<String> applied(String key) {
        return second.database()
                .list(
                        "SELECT what FROM probe.effect WHERE starts_with(what, $1) ORDER BY position",
                        (Row row) -> row.getString("what").substring(key.length() + 1),
                        key + " ");
    }

    private static List<String> steps(int number) {
        return IntStream.range(0, number).mapToObj(EventsIT::step).toList();
    }

    private static List<String> keys(int number) {
        return Stream.generate(() -> Ids.make("mem")).limit(number).toList();
    }

    private long applied(Set<String> keys) {
        return keys.stream().mapToLong(key -> applied(key).size()).sum();
    }

    private void produceByHand(List<Event> events) {
        Map<String, Object> settings = Map.of("bootstrap.servers", databases.kafka());
        try (var producer = new KafkaProducer<>(settings, new StringSerializer(), new StringSerializer())) {
            events.forEach(e -> producer.send(new ProducerRecord<>(e.topic(), e.key(), Json.text(e))));
        }
    }

    private void restartBroker() {
        try (var http = HttpClient.newHttpClient()) {
            var address = URI.create("http://127.0.0.1:" + databases.ports().sandbox() + "/sandbox/broker/restarts");
            var restart = HttpRequest.newBuilder(address).POST(BodyPublishers.noBody());
            assertThat(http.send(restart.build(), BodyHandlers.discarding()).statusCode())
                    .isEqualTo(204);
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** D26: what happens while the broker is away waits in the outbox; nothing is lost, and nothing applied twice. */
    @Test
    void event_isAppliedOnceAndInOrder_whenTheBrokerRestartsMeanwhile() {
        var keys = keys(5);
        var restarting = new AtomicReference<CompletableFuture<Void>>();
        for (int step = 0; step < 60; step++) {
            int number = step;
            var events = keys.stream()
                    .map(key -> event("probe.happened", key, number))
                    .toList();
            publish(step % 2 == 0 ? first : second, events);
            if (step == 20) {
                await().atMost(PATIENCE).until(() -> applied(Set.copyOf(keys)) > 0);
                restarting.set(CompletableFuture.runAsync(this::restartBroker));
            }
        }
        restarting.get().join();

        await().atMost(PATIENCE.multipliedBy(2)).until(() -> applied(Set.copyOf(keys)) >= 300);
        for (var key : keys) {
            assertThat(applied(key)).isEqualTo(steps(60));
        }
    }

    @Test
    void event_isAppliedOnceAndInOrder_whenThousandComeWithDuplicates() {
        var keys = keys(10);
        var all = new ArrayList<Event>();
        for (int step = 0; step < 100; step++) {
            int number = step;
            var events = keys.stream()
                    .map(key -> event("probe.happened", key, number))
                    .toList();
            publish(step % 2 == 0 ? first : second, events);
            all.addAll(events);
        }
        await().atMost(PATIENCE).until(() -> applied(Set.of(keys.get(0))) > 10);
        produceByHand(all.subList(0, 100));
        await().atMost(PATIENCE).until(() -> applied(Set.copyOf(keys)) >= 1_000);

        produceByHand(all);
        var last = keys.stream().map(key -> event("probe.happened", key, 100)).toList();
        publish(first, last);

        await().atMost(PATIENCE).until(() -> applied(Set.copyOf(keys)) >= 1_010);
        assertThat(keys).allSatisfy(key -> assertThat(applied(key)).isEqualTo(steps(101)));
        assertThat(databases.number("SELECT count(*) FROM kernel.outbox")).isZero();
    }

    @Test
    void event_isAppliedOnce_whenHandlerFailsThreeTimes() {
        var key = Ids.make("mem");
        var others = keys(12);
        var failing = event("probe.stumbled", key, 1);
        var events = Stream.of(
                        Stream.of(event("probe.happened", key, 0), failing, event("probe.happened", key, 2)),
                        others.stream().map(other -> event("probe.happened", other, 0)))
                .flatMap(s -> s)
                .toList();

        publish(first, events);

        await().atMost(PATIENCE).until(() -> applied(key).size() >= 3 && applied(Set.copyOf(others)) >= 12);
        assertThat(applied(key)).isEqualTo(steps(3));
        assertThat(tries.get(failing.id())).hasValue(FAILURES + 1);
        assertThat(others).allSatisfy(other -> assertThat(applied(other)).isEqualTo(steps(1)));
    }

    @Test
    void event_neverHappens_whenItsTransactionFails() {
        var key = Ids.make("mem");

        assertThatThrownBy(() -> first.database().run(tx -> {
                    first.context().outbox().append(tx, event("probe.happened", key, 0));
                    throw new IllegalStateException("expected");
                }))
                .hasMessage("expected");
        publish(first, List.of(event("probe.happened", key, 1)));

        await().atMost(PATIENCE).until(() -> !applied(key).isEmpty());
        assertThat(applied(key)).containsExactly(step(1));
    }

    @Test
    void event_isAppliedOnce_whenNodeLeavesMidway() {
        var keys = keys(5);
        var third = databases.node("node-3").module(module()).boot();
        for (int step = 0; step < 40; step++) {
            int number = step;
            publish(
                    third,
                    keys.stream()
                            .map(key -> event("probe.happened", key, number))
                            .toList());
        }
        third.close();

        await().atMost(PATIENCE).until(() -> applied(Set.copyOf(keys)) >= 200);
        assertThat(keys).allSatisfy(key -> assertThat(applied(key)).isEqualTo(steps(40)));
    }

    @Test
    void relay_isOne_whenNodesAreTwo() {
        publish(first, List.of(event("probe.happened", Ids.make("mem"), 0)));

        await().atMost(PATIENCE).until(() -> databases.number("SELECT count(*) FROM kernel.outbox") == 0);
        assertThat(databases.number("SELECT count(*) FROM kernel.lease WHERE name = 'outbox-relay'"))
                .isOne();
    }
}
