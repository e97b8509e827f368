package cn.mejene.kernel.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import cn.mejene.kernel.Ids;
import cn.mejene.kernel.Problem;
import cn.mejene.kernel.call.Answer;
import cn.mejene.kernel.call.Call;
import cn.mejene.kernel.call.Principal;
import cn.mejene.kernel.data.Holder;
import cn.mejene.kernel.data.Tx;
import cn.mejene.kernel.privacy.AnswerSealer;
import cn.mejene.kernel.testing.CallTo;
import cn.mejene.kernel.testing.EmbeddedServices;
import cn.mejene.kernel.testing.FreshDatabases;
import cn.mejene.kernel.testing.PlainAnswers;
import cn.mejene.kernel.testing.TestModule;
import cn.mejene.kernel.testing.TestNode;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/** One effect and one answer per idempotency key, on two nodes. */
@ExtendWith(EmbeddedServices.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class IdempotencyIT {
    private static final Principal MEMBER = Principal.member(Ids.make("mem"), null);

    private final FreshDatabases databases;
    private final List<TestNode> nodes;

    private record Order(String what) {}

    private record Made(long position) {}

    IdempotencyIT(FreshDatabases databases) {
        this.databases = databases;
        this.nodes = List.of(boot("node-1"), boot("node-2"));
    }

    private TestNode boot(String id) {
        return databases
                .node(id)
                .instances(64)
                .module(new TestModule("probe")
                        .port(AnswerSealer.class, new PlainAnswers())
                        .serving((context, operations) -> operations.write("probe.add", IdempotencyIT::add)))
                .boot();
    }

    private static Answer add(Call call, Tx tx) {
        var order = call.body(Order.class);
        var position = tx.one(
                "INSERT INTO probe.effect (what) VALUES ($1) RETURNING position",
                row -> row.getLong("position"),
                order.what());
        if (order.what().equals("refused")) {
            throw Problem.conflict("refused", "Not now.");
        }
        return Answer.created(new Made(position));
    }

    private static CallTo order(String what, String key) {
        return CallTo.operation("probe.add").by(MEMBER).body(new Order(what)).key(key);
    }

    /** What another process would do that holds the same database. */
    private Idempotency as(Holder holder) {
        return new Idempotency(nodes.get(0).database(), holder, PlainAnswers::new);
    }

    private Holder living() {
        return nodes.get(1).context().port(Holder.class);
    }

    private long effects() {
        return databases.number("SELECT count(*) FROM probe.effect");
    }

    private Problem refused(int node, Call call) {
        return catchThrowableOfType(Problem.class, () -> nodes.get(node).call(call));
    }

    @BeforeEach
    void empty() {
        databases.execute("TRUNCATE probe.effect, kernel.idempotency");
    }

    @Test
    void call_hasSameAnswer_whenRepeatedOnAnotherNode() {
        var first = nodes.get(0).call(order("one", "k").build());
        var second = nodes.get(1).call(order("one", "k").build());

        assertThat(second).isEqualTo(first);
        assertThat(first.status()).isEqualTo(201);
        assertThat(effects()).isEqualTo(1);
    }

    @Test
    void call_is422_whenBodyIsAnother() {
        nodes.get(0).call(order("one", "k").build());

        var problem = refused(1, order("two", "k").build());

        assertThat(problem.status()).isEqualTo(422);
        assertThat(problem.code()).isEqualTo("idempotency-mismatch");
        assertThat(effects()).isEqualTo(1);
    }

    @Test
    void call_isAnother_whenCallerIs() {
        nodes.get(0).call(order("one", "k").build());
        nodes.get(0)
                .call(order("one", "k")
                        .by(Principal.member(Ids.make("mem"), null))
                        .build());

        assertThat(effects()).isEqualTo(2);
    }

    @Test
    void call_hasOneEffect_whenHundredComeAtOnceOnTwoNodes() throws Exception {
        var answers = new HashSet<Answer>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var calls = IntStream.range(0, 100)
                    .mapToObj(i -> (Callable<Answer>)
                            () -> nodes.get(i % 2).call(order("one", "k").build()))
                    .toList();
            for (var answer : threads.invokeAll(calls)) {
                answers.add(answer.get());
            }
        }

        assertThat(answers).hasSize(1);
        assertThat(effects()).isEqualTo(1);
    }

    @Test
    void call_takesOver_whenClaimIsOfDeadNode() {
        as(new Holder("gone", 1)).claim(order("one", "k").build(), "k", Duration.ofMinutes(5));

        assertThat(nodes.get(0).call(order("one", "k").build()).status()).isEqualTo(201);
        assertThat(effects()).isEqualTo(1);
    }

    @Test
    void call_takesOver_whenClaimHasRunOut() {
        as(living()).claim(order("one", "k").build(), "k", Duration.ofMillis(1));

        assertThat(nodes.get(0).call(order("one", "k").build()).status()).isEqualTo(201);
    }

    @Test
    void call_is409_whenFirstIsStillUnderWay() {
        as(living()).claim(order("one", "k").build(), "k", Duration.ofMinutes(5));

        var problem = refused(0, order("one", "k").within(Duration.ofSeconds(3)).build());

        assertThat(problem.status()).isEqualTo(409);
        assertThat(problem.code()).isEqualTo("idempotency-in-progress");
        assertThat(problem.headers()).containsKey("Retry-After");
        assertThat(effects()).isZero();
    }

    @Test
    void call_waitsForAnswer_whenFirstEndsInTime() throws Exception {
        var first = as(living());
        var held = held(first.claim(order("one", "k").build(), "k", Duration.ofMinutes(5)));
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var second =
                    threads.submit(() -> nodes.get(0).call(order("one", "k").build()));
            nodes.get(1).database().run(tx -> first.complete(tx, held, Answer.ok(new Made(7))));

            assertThat(second.get().body(Made.class)).isEqualTo(new Made(7));
        }
    }

    @Test
    void call_mayBeRepeated_whenItsTransactionFailed() {
        assertThat(refused(0, order("refused", "k").build()).code()).isEqualTo("refused");
        assertThat(databases.number("SELECT count(*) FROM kernel.idempotency")).isZero();

        assertThat(nodes.get(1).call(order("one", "k").build()).status()).isEqualTo(201);
        assertThat(effects()).isEqualTo(1);
    }

    @Test
    void effect_isUndone_whenClaimWentToAnotherCall() {
        var late = as(living());
        var held = held(late.claim(order("one", "k").build(), "k", Duration.ofMillis(1)));
        nodes.get(0).call(order("one", "k").build());

        var problem = catchThrowableOfType(
                Problem.class, () -> nodes.get(1).database().run(tx -> {
                    tx.update("INSERT INTO probe.effect (what) VALUES ('late')");
                    late.complete(tx, held, Answer.ok(new Made(7)));
                }));

        assertThat(problem.code()).isEqualTo("idempotency-in-progress");
        assertThat(effects()).isEqualTo(1);
    }

    @Test
    void key_isIgnored_whenNobodyIsKnown() {
        var call = order("one", "k").by(Principal.anonymous()).build();
        nodes.get(0).call(call);
        nodes.get(0).call(call);

        assertThat(effects()).isEqualTo(2);
        assertThat(databases.number("SELECT count(*) FROM kernel.idempotency")).isZero();
    }

    @Test
    void row_holdsNeitherKeyNorBody_always() {
        nodes.get(0).call(order("very-secret-body", "very-secret-key").build());

        assertThat(databases.number("SELECT count(*) FROM kernel.idempotency AS i WHERE i::text LIKE '%very-secret%'"))
                .isZero();
    }

    private static Idempotency.Held held(Idempotency.Claim claim) {
        return Objects.requireNonNull(claim.held());
    }
}
