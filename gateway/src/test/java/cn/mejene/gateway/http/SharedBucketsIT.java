package cn.mejene.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.map.EntryProcessor;
import com.hazelcast.map.IMap;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Edges that count together: calls over HTTP, each edge on a member of its own. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SharedBucketsIT {
    private static final byte[] SECRET = "0123456789abcdef0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
    private static final Duration LONG = Duration.ofSeconds(30);
    private static final int AT_ONCE = 50;
    private static final String CALLER = "203.0.113.7";

    @AutoClose
    private final LoopbackCluster cluster = new LoopbackCluster(3);

    @AutoClose
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private final List<TestEdge> edges = new ArrayList<>();

    /** Keeps the thread of a partition busy until it is told to let go. */
    private static final class Hold implements EntryProcessor<String, byte[], byte[]> {
        static final CountDownLatch LET_GO = new CountDownLatch(1);
        private static final long serialVersionUID = 1L;

        @Override
        @SuppressWarnings("NullAway")
        public byte[] process(Map.Entry<String, byte[]> entry) {
            try {
                LET_GO.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return null;
        }
    }

    @AfterEach
    void close() {
        edges.forEach(TestEdge::close);
        edges.clear();
        cluster.members.getFirst().getMap(SharedBuckets.MAP).clear();
    }

    private TestEdge edge(HazelcastInstance member, int requests, String per, Duration patience, MeterRegistry meters) {
        var limit = "{requests: " + requests + ", per: " + per + "}";
        var yaml = "{trustedProxies: [127.0.0.1], limits: {anonymous: " + limit + ", member: " + limit + "}}";
        var shared = SharedBuckets.open(member, SECRET, meters, patience, Duration.ofMillis(200));
        var edge = new TestEdge(yaml, Optional.of(shared));
        edges.add(edge);
        return edge;
    }

    private void edgeOnEveryMember(int requests, String per) {
        cluster.members.forEach(member -> edge(member, requests, per, LONG, new SimpleMeterRegistry()));
    }

    private HttpRequest.Builder request(TestEdge edge) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + edge.port() + "/v1/things/current"))
                .header("X-Forwarded-For", CALLER);
    }

    private HttpResponse<String> call(TestEdge edge) throws IOException, InterruptedException {
        return http.send(request(edge).build(), BodyHandlers.ofString());
    }

    /** How many of the calls, dealt out to all edges and many at once, were let in. */
    private long letIn(int calls) {
        long letIn = 0;
        for (int sent = 0; sent < calls; sent += AT_ONCE) {
            var answers = IntStream.range(sent, Math.min(calls, sent + AT_ONCE))
                    .mapToObj(i -> edges.get(i % edges.size()))
                    .map(edge -> http.sendAsync(request(edge).build(), BodyHandlers.discarding()))
                    .toList();
            var statuses =
                    answers.stream().map(answer -> answer.join().statusCode()).toList();
            assertThat(statuses).isSubsetOf(200, 429);
            letIn += statuses.stream().filter(status -> status == 200).count();
        }
        return letIn;
    }

    @Test
    void budget_isExact_overAllNodes_whenItIsSmall() throws Exception {
        edgeOnEveryMember(40, "PT1H");

        assertThat(letIn(150)).isEqualTo(40);
        var refused = call(edges.getFirst());
        assertThat(refused.statusCode()).isEqualTo(429);
        assertThat(refused.headers().firstValue("ratelimit").orElse("")).startsWith("\"anonymous\";r=0;t=");
        assertThat(refused.headers().firstValueAsLong("retry-after").orElse(0)).isBetween(1L, 90L);
    }

    @Test
    void budget_isExceededByNoMoreThanWhatNodesKeepToThemselves_whenItIsLarge() {
        edgeOnEveryMember(600, "PT1H");

        assertThat(letIn(900)).isBetween(600L, 600L + 3 * 20 + 1);
        assertThat(letIn(60)).isBetween(0L, 3L);
    }

    @Test
    void fields_tellWhatOtherNodesHaveCounted() throws Exception {
        edgeOnEveryMember(10, "PT1H");
        call(edges.get(0));
        call(edges.get(1));

        var third = call(edges.get(2));

        assertThat(third.headers().firstValue("ratelimit-policy")).contains("\"anonymous\";q=10;w=3600");
        assertThat(third.headers().firstValue("ratelimit").orElse("")).startsWith("\"anonymous\";r=7;t=");
    }

    @Test
    void map_tellsNobodyWhomItCounts() throws Exception {
        edgeOnEveryMember(100, "PT1H");
        call(edges.getFirst());
        http.send(
                request(edges.getFirst())
                        .uri(URI.create("http://127.0.0.1:" + edges.getFirst().port() + "/v1/things/x"))
                        .header("Authorization", "Bearer member")
                        .build(),
                BodyHandlers.discarding());

        IMap<String, byte[]> map = cluster.members.getLast().getMap(SharedBuckets.MAP);
        assertThat(map.keySet()).hasSizeGreaterThanOrEqualTo(2);
        map.forEach((key, value) -> {
            var dumped = key + new String(value, StandardCharsets.ISO_8859_1);
            assertThat(key).matches("[A-Za-z0-9_-]{43}");
            assertThat(dumped).doesNotContain(CALLER, "member", "anonymous");
        });
    }

    @Test
    void bucket_isForgotten_whenItIsFullAgain() throws Exception {
        edgeOnEveryMember(2, "PT1S");
        IMap<String, byte[]> map = cluster.members.getLast().getMap(SharedBuckets.MAP);
        map.clear();
        call(edges.getFirst());
        assertThat(map.keySet()).hasSize(1);

        await().untilAsserted(() -> assertThat(map.keySet()).isEmpty());
    }

    @Test
    void node_decidesAlone_whileTheClusterIsSlow_andAsksAgainLater() throws Exception {
        var meters = new SimpleMeterRegistry();
        IMap<String, byte[]> map = cluster.members.getFirst().getMap(SharedBuckets.MAP);
        var edge = edge(cluster.members.getFirst(), 50, "PT1H", Duration.ofMillis(100), meters);
        var before = map.keySet();
        var names = new ArrayList<String>();
        await().until(() -> {
            call(edge);
            names.addAll(map.keySet());
            names.removeAll(before);
            return !names.isEmpty();
        });
        names.forEach(name -> map.submitToKey(name, new Hold()));

        for (int i = 0; i < 5; i++) {
            assertThat(call(edge).statusCode()).isEqualTo(200);
        }
        assertThat(meters.get("mejene.limits.degraded").counter().count()).isPositive();
        assertThat(meters.get("mejene.limits.shared").gauge().value()).isZero();

        Hold.LET_GO.countDown();
        await().untilAsserted(() -> {
            assertThat(call(edge).statusCode()).isEqualTo(200);
            assertThat(meters.get("mejene.limits.shared").gauge().value()).isOne();
        });
    }

    @Test
    void nodes_goOn_whenMembersAreShutDown_untilEachCountsAlone() throws Exception {
        var meters = new SimpleMeterRegistry();
        try (var two = new LoopbackCluster(2)) {
            var first = edge(two.members.getFirst(), 10, "PT1H", LONG, meters);
            var second = edge(two.members.getLast(), 10, "PT1H", LONG, new SimpleMeterRegistry());
            call(first);
            call(second);

            two.members.getLast().shutdown();

            assertThat(call(first).headers().firstValue("ratelimit").orElse("")).startsWith("\"anonymous\";r=7;");
            assertThat(call(second).headers().firstValue("ratelimit").orElse(""))
                    .startsWith("\"anonymous\";r=8;");

            two.members.getFirst().shutdown();

            assertThat(letIn(40)).isEqualTo(8 + 8);
            assertThat(meters.get("mejene.limits.shared").gauge().value()).isZero();
        }
    }

    @Test
    void secret_isRefused_whenItIsShort() {
        assertThatThrownBy(
                        () -> SharedBuckets.open(cluster.members.getFirst(), new byte[31], new SimpleMeterRegistry()))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
