package cn.mejene.audit.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cn.mejene.audit.tree.Checkpoint;
import cn.mejene.audit.tree.SignedNote;
import cn.mejene.audit.tree.SigningKey;
import cn.mejene.audit.tree.Tree;
import cn.mejene.audit.tree.TreeHash;
import cn.mejene.audit.tree.VerifierKey;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A witness cosigns what follows from what it cosigned, over HTTP as C2SP tlog-witness says, and nothing else. */
final class WitnessTest {
    private static final String ORIGIN = "example.com/log";

    private final SigningKey log = key(ORIGIN, VerifierKey.LOG);
    private final SigningKey own = key("witness.example", VerifierKey.WITNESS);
    private Path folder;
    private Witness witness;

    private static SigningKey key(String name, byte type) {
        var pair = SigningKey.make();
        return SigningKey.of(new VerifierKey(name, type, pair.publicKey()), pair.pkcs8());
    }

    @BeforeEach
    void open(@TempDir Path temporary) throws IOException {
        folder = temporary;
        witness = witness();
    }

    private Witness witness() throws IOException {
        return new Witness(folder, log.verifier(), own, () -> Instant.parse("2026-11-22T09:30:00Z"));
    }

    @AfterEach
    void close() throws IOException {
        witness.close();
    }

    /** A log whose n-th leaf holds n, or n and a word that makes it another log. */
    private static byte[] node(String word, int level, long index) {
        if (level == 0) {
            return TreeHash.leaf((index + word).getBytes(java.nio.charset.StandardCharsets.US_ASCII));
        }
        return TreeHash.node(node(word, level - 1, 2 * index), node(word, level - 1, 2 * index + 1));
    }

    private SignedNote note(String word, long size) {
        var root = Tree.root(size, (level, index) -> node(word, level, index));
        return log.sign(new Checkpoint(ORIGIN, size, root).text());
    }

    private static List<byte[]> proof(String word, long first, long second) {
        return Tree.consistency(first, second, (level, index) -> node(word, level, index));
    }

    @Test
    void checkpoint_isCosigned_whenItFollows_alsoAfterARestart() throws IOException {
        assertThat(witness.add(0, List.of(), note("", 5)).status()).isEqualTo(200);
        witness.close();
        witness = witness();

        var next = note("", 9);
        var answer = witness.add(5, proof("", 5, 9), next);

        assertThat(answer.status()).isEqualTo(200);
        assertThat(next.with(answer.body()).isSignedBy(own.verifier())).isTrue();
        assertThat(witness.last().orElseThrow().isSignedBy(log.verifier())).isTrue();
    }

    @Test
    void checkpoint_isRefused_whenItDoesNotFollow() throws IOException {
        witness.add(0, List.of(), note("", 5));

        assertThat(witness.add(0, List.of(), note("", 9))).isEqualTo(new Witness.Answer(409, "5\n"));
        assertThat(witness.add(5, proof("fork", 5, 9), note("fork", 9)).status())
                .isEqualTo(422);
        assertThat(witness.add(5, List.of(), note("fork", 5)).status()).isEqualTo(409);
        assertThat(witness.add(9, List.of(), note("", 5)).status()).isEqualTo(400);
        var stranger = key(ORIGIN, VerifierKey.LOG);
        var forged = stranger.sign(Checkpoint.of(note("", 9)).text());
        assertThat(witness.add(5, proof("", 5, 9), forged).status()).isEqualTo(403);
        var elsewhere = log.sign(new Checkpoint("example.com/other", 9, TreeHash.empty()).text());
        assertThat(witness.add(5, List.of(), elsewhere).status()).isEqualTo(404);
        assertThat(Checkpoint.of(witness.last().orElseThrow()).size()).isEqualTo(5);
    }

    @Test
    void onlyOne_isCosigned_whenTwoHistoriesComeAtOnce() throws Exception {
        witness.add(0, List.of(), note("", 5));
        var cosigned = new AtomicInteger();
        try (var pool = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int size = 6; size < 30; size++) {
                long next = size;
                pool.submit(() -> {
                    if (witness.add(5, proof("", 5, next), note("", next)).status() == 200) {
                        cosigned.incrementAndGet();
                    }
                    return null;
                });
            }
        }
        assertThat(cosigned).hasValue(1);
    }

    @Test
    void folder_hasOneWitness() {
        assertThatThrownBy(this::witness).isInstanceOfAny(IOException.class, IllegalStateException.class);
    }

    @Test
    void witness_speaksTheProtocol() throws Exception {
        try (var server = WitnessServer.start(witness, new InetSocketAddress("127.0.0.1", 0));
                var client = HttpClient.newHttpClient()) {
            var uri = URI.create("http://127.0.0.1:" + server.port() + "/add-checkpoint");
            var note = note("", 5);
            assertThat(post(client, uri, "old 0\n\n" + note).body()).startsWith("— witness.example ");
            var stale = post(client, uri, "old 0\n\n" + note("", 9));
            assertThat(stale.statusCode()).isEqualTo(409);
            assertThat(stale.headers().firstValue("content-type")).hasValue("text/x.tlog.size");
            assertThat(stale.body()).isEqualTo("5\n");
            var lines = proof("", 5, 9).stream()
                    .map(hash -> Base64.getEncoder().encodeToString(hash) + "\n")
                    .collect(Collectors.joining());
            assertThat(post(client, uri, "old 5\n" + lines + "\n" + note("", 9)).statusCode())
                    .isEqualTo(200);
            assertThat(post(client, uri, "nonsense").statusCode()).isEqualTo(400);
        }
    }

    private static HttpResponse<String> post(HttpClient client, URI uri, String body) throws Exception {
        var request = HttpRequest.newBuilder(uri).POST(HttpRequest.BodyPublishers.ofString(body));
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }
}
