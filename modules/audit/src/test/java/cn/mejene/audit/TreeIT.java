package cn.mejene.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import cn.mejene.audit.tree.Checkpoint;
import cn.mejene.audit.tree.Leaf;
import cn.mejene.audit.tree.LogProof;
import cn.mejene.audit.tree.Proofs;
import cn.mejene.audit.tree.SignedNote;
import cn.mejene.audit.tree.VerifierKey;
import cn.mejene.kernel.Ids;
import cn.mejene.kernel.Json;
import cn.mejene.kernel.Problem;
import cn.mejene.kernel.call.Principal;
import cn.mejene.kernel.event.Bulletin;
import cn.mejene.kernel.privacy.AuditAppender;
import cn.mejene.kernel.privacy.AuditEntry;
import cn.mejene.kernel.testing.CallTo;
import cn.mejene.kernel.testing.EmbeddedServices;
import cn.mejene.kernel.testing.FreshDatabases;
import cn.mejene.kernel.testing.TestNode;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Two nodes that write at once: every entry has one place, one proof, and stands in what is served and published. */
@ExtendWith(EmbeddedServices.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class TreeIT {
    private FreshDatabases databases;
    private AuditFixture fixture;
    private TestNode first;
    private TestNode second;
    private VerifierKey key;

    @BeforeAll
    void boot(@TempDir Path folder, FreshDatabases fresh) throws IOException {
        databases = fresh;
        fixture = new AuditFixture(fresh, folder);
        first = fixture.node("node-1");
        second = fixture.node("node-2");
        fixture.write(first, 8, 40);
        key = VerifierKey.parse(
                json(first, CallTo.operation("audit.get-key")).path("key").asText());
    }

    private static JsonNode json(TestNode node, CallTo call) {
        try {
            return Json.mapper()
                    .readTree(Objects.requireNonNull(node.call(call.build()).body())
                            .getBytes());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static List<byte[]> hashes(JsonNode answer) {
        return StreamSupport.stream(answer.path("hashes").spliterator(), false)
                .map(hash -> Base64.getDecoder().decode(hash.asText()))
                .toList();
    }

    private static byte[] bytes(TestNode node, CallTo call) {
        return Objects.requireNonNull(node.call(call.build()).body()).getBytes();
    }

    @Test
    void everyEntry_hasOnePlaceAndAProof_whicheverNodeWroteIt() {
        fixture.write(second, 4, 30);
        var ids = fixture.write(first, 4, 30);
        var checkpoint = Checkpoint.verified(fixture.signed(second), key);

        assertThat(checkpoint.size()).isEqualTo(ids.size());
        assertThat(databases.number("SELECT max(index) - count(*) FROM audit.leaf"))
                .isEqualTo(-1);
        for (var id : ids) {
            var answer = json(second, CallTo.operation("audit.prove-inclusion").query("entry", id));
            var proof = LogProof.parse(answer.path("proof").asText());
            assertThat(proof.verify(key).id()).isEqualTo(id);
            assertThat(Proofs.includes(
                            answer.path("index").asLong(),
                            Leaf.parse(proof.leaf()).hash(),
                            answer.path("size").asLong(),
                            Checkpoint.of(proof.checkpoint()).root(),
                            hashes(answer)))
                    .isTrue();
        }
    }

    @Test
    void checkpoints_areConsistent_fromEverySizeThatWasSigned() {
        var before = Checkpoint.verified(fixture.signed(first), key);
        for (int round = 0; round < 3; round++) {
            fixture.write(round % 2 == 0 ? first : second, 2, 7);
            var after = Checkpoint.verified(fixture.signed(second), key);
            var proof = hashes(json(
                    first,
                    CallTo.operation("audit.prove-consistency")
                            .query("first", Long.toString(before.size()))
                            .query("second", Long.toString(after.size()))));
            assertThat(Proofs.consistent(before.size(), before.root(), after.size(), after.root(), proof))
                    .isTrue();
            before = after;
        }
        var beyond = CallTo.operation("audit.prove-consistency")
                .query("first", "1")
                .query("second", Long.toString(before.size() + 1000));
        assertThatThrownBy(() -> first.call(beyond.build()))
                .isInstanceOfSatisfying(
                        Problem.class, problem -> assertThat(problem.status()).isEqualTo(404));
    }

    @Test
    void servedTiles_areThePublishedOnes_andHoldEveryLeaf() throws IOException {
        var checkpoint = Checkpoint.verified(fixture.signed(first), key);
        var folder = fixture.logFolder();
        assertThat(SignedNote.parse(Files.readString(folder.resolve("checkpoint")))
                        .isSignedBy(key))
                .isTrue();
        assertThat(Files.readString(folder.resolve("key")).strip()).isEqualTo(key.toString());

        var full = bytes(
                second, CallTo.operation("audit.get-tile").path("level", "0").path("a", "000"));
        var bundle = bytes(second, CallTo.operation("audit.get-entries").path("a", "000"));

        assertThat(checkpoint.size()).isGreaterThan(256);
        assertThat(full).hasSize(256 * 32).isEqualTo(Files.readAllBytes(folder.resolve("tile/0/000")));
        assertThat(bundle).isEqualTo(Files.readAllBytes(folder.resolve("tile/entries/000")));
        int width = (int) (checkpoint.size() % 256);
        var partial = bytes(
                first,
                CallTo.operation("audit.get-tile-two-deep")
                        .path("level", "0")
                        .path("a", "%03d.p".formatted(checkpoint.size() / 256))
                        .path("b", Integer.toString(width)));
        assertThat(partial).hasSize(32 * width);
        assertThat(bytes(
                        first,
                        CallTo.operation("audit.get-tile-two-deep")
                                .path("level", "1")
                                .path("a", "000.p")
                                .path("b", "1")))
                .hasSize(32);
        var missing = CallTo.operation("audit.get-tile").path("level", "3").path("a", "000");
        assertThatThrownBy(() -> first.call(missing.build())).isInstanceOf(Problem.class);
    }

    @Test
    void publishedFolder_isReadByAStranger() throws Exception {
        long size = Checkpoint.of(fixture.signed(first)).size();
        var script = Path.of(Objects.requireNonNull(TreeIT.class.getResource("/verify_log.py"))
                .toURI());
        var python = new ProcessBuilder(
                        "python3", script.toString(), fixture.logFolder().toString())
                .redirectErrorStream(true)
                .start();

        assertThat(new String(python.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                .isEqualTo("sound " + size + "\n");
    }

    @Test
    void member_seesTheProof_onceTheEntryIsSequenced() {
        var member = Ids.make("mem");
        var log = first.context().port(AuditAppender.class);
        log.record(AuditEntry.allowed(AuditFixture.own(member), "members.get-profile"));
        var list = CallTo.operation("audit.list-own").by(Principal.member(member, "ses_1"));

        await().atMost(Duration.ofSeconds(10))
                .until(() -> json(second, list).at("/items/0/proof").isTextual());

        var item = json(second, list).at("/items/0");
        var leaf = LogProof.parse(item.path("proof").asText()).verify(key);
        assertThat(leaf.id()).isEqualTo(item.path("id").asText());
        assertThat(leaf.at()).hasToString(item.path("at").asText());
    }

    @Test
    void checkpoint_reachesKafka() {
        var signed = fixture.signed(first);

        await().atMost(Duration.ofSeconds(15)).until(() -> {
            var posted = first.onVirtualThread(
                    () -> first.context().port(Bulletin.class).latest("audit.checkpoints", 1));
            return !posted.isEmpty() && posted.getLast().equals(signed.toString());
        });
    }

    @Test
    void auditor_readsTheLog_andLeavesAnEntry() {
        var auditor = new Principal("stf_auditor", java.util.Set.of("auditor"), "ses_a", null, "mejene", "mainland");
        var member = Ids.make("mem");
        first.context().port(AuditAppender.class).record(AuditEntry.allowed(AuditFixture.own(member), "members.get"));

        var page = json(first, CallTo.operation("audit.list-events").by(auditor).query("member", member));

        assertThat(page.path("items")).hasSize(2);
        assertThat(page.at("/items/0/event/operation").asText()).isEqualTo("audit.list-events");
        var item = page.at("/items/1");
        assertThat(item.path("text").asText()).contains(item.at("/event/id").asText());
        var own = json(first, CallTo.operation("audit.list-events").by(auditor).query("actor", "stf_auditor"));
        assertThat(own.at("/items/0/event/operation").asText()).isEqualTo("audit.list-events");
        assertThat(own.at("/items/0/event/basis").asText()).isEqualTo("statutory");
    }
}
