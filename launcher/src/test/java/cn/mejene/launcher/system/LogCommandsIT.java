package cn.mejene.launcher.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import cn.mejene.audit.tree.Checkpoint;
import cn.mejene.audit.tree.SignedNote;
import cn.mejene.audit.tree.SigningKey;
import cn.mejene.audit.tree.VerifierKey;
import cn.mejene.kernel.Json;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What an outsider has in hand: the commands that export, verify and witness the log of a running system. */
@ExtendWith(SharedSystem.class)
final class LogCommandsIT {
    private final RunningSystem system;

    @TempDir
    private Path home;

    LogCommandsIT(RunningSystem system) {
        this.system = system;
    }

    private record Ended(int code, String output) {}

    private Ended audit(String... arguments) throws IOException, InterruptedException {
        var command =
                new ArrayList<>(List.of(RunningSystem.root().resolve("mejene").toString(), "audit"));
        command.addAll(List.of(arguments));
        var builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("MEJENE_BUILT", "1");
        builder.environment().put("JAVA_TOOL_OPTIONS", "-Duser.home=" + home);
        var process = builder.start();
        var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(120, TimeUnit.SECONDS)).isTrue();
        return new Ended(process.exitValue(), output);
    }

    private Path write(String name, List<String> lines) throws IOException {
        return Files.write(home.resolve(name), lines);
    }

    private Path export() throws IOException, InterruptedException {
        var file = home.resolve("export");
        assertThat(audit("export", "--data", system.data().toString(), file.toString())
                        .code())
                .isZero();
        return file;
    }

    private void somethingIsSigned() {
        system.newMember();
        await().atMost(Duration.ofSeconds(20))
                .until(() -> system.api().get("/v1/audit/checkpoint").status() == 200);
    }

    @Test
    void verify_namesTheIndex_andKnowsTheKeyAgain_ofAnExport() throws Exception {
        somethingIsSigned();
        var lines = Files.readAllLines(export());
        var sound = audit("verify", "--export", home.resolve("export").toString());
        assertThat(sound.output()).contains("sound: " + (lines.size() - 1) + " entries", "first checkpoint kept");
        assertThat(sound.code()).isZero();

        var edited = new ArrayList<>(lines);
        edited.set(4, edited.get(4).replaceFirst("allowed", "refused"));
        var tampered = audit("verify", "--export", write("edited", edited).toString());
        assertThat(tampered.output()).contains("NOT SOUND", "first bad index: 3");
        assertThat(tampered.code()).isOne();

        var swapped = new ArrayList<>(lines);
        swapped.set(0, signedAgain(lines.getFirst()));
        var foreign = audit("verify", "--export", write("swapped", swapped).toString());
        assertThat(foreign.output()).contains("NOT SOUND: the log's key is not the one");
        assertThat(foreign.code()).isOne();
    }

    /** Who takes the log away is in it, before he has it. */
    @Test
    void export_isInTheLogThatItWrites() throws Exception {
        somethingIsSigned();

        await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> {
            Files.deleteIfExists(home.resolve("export"));
            assertThat(Files.readString(export())).contains("audit.export");
        });
    }

    /** The same log under a key of somebody else, who now signs what he likes. */
    private static String signedAgain(String line) throws IOException {
        var head = (ObjectNode) Json.mapper().readTree(line);
        var checkpoint = Checkpoint.of(SignedNote.parse(head.path("checkpoint").asText()));
        var pair = SigningKey.make();
        var key = SigningKey.of(new VerifierKey(checkpoint.origin(), VerifierKey.LOG, pair.publicKey()), pair.pkcs8());
        head.put("key", key.verifier().toString());
        head.put("checkpoint", key.sign(checkpoint.text()).toString());
        return head.toString();
    }

    @Test
    void verify_readsTheFolderAndANode_andSaysWhatItDidNotSee() throws Exception {
        somethingIsSigned();
        var folder = audit("verify", "--data", system.data().toString());
        assertThat(folder.output()).containsPattern("sound: [0-9]+ entries, [0-9]+ bodies");
        assertThat(folder.code()).isZero();

        var node = audit("verify", "--url", "http://127.0.0.1:" + system.port());
        assertThat(node.output()).contains("bodies not looked at");
        assertThat(node.code()).isZero();
    }

    @Test
    void witness_cosignsWhatFollows_andEndsAtAFork() throws Exception {
        somethingIsSigned();
        var state = home.resolve("witness");
        var log = system.api().get("/v1/audit/key").expect(200).text("key");
        var arguments = new String[] {
            "witness", "--state", state.toString(), "--log", log, "--url", "http://127.0.0.1:" + system.port(), "--once"
        };
        assertThat(audit(arguments).code()).isZero();
        system.newMember();
        assertThat(audit(arguments).code()).isZero();

        // What it cosigned last is another tree than the node's.
        var last = new ArrayList<>(Files.readAllLines(state.resolve("checkpoint")));
        last.set(2, "A".repeat(43) + "=");
        Files.write(state.resolve("checkpoint"), last);

        var forked = audit(arguments);
        assertThat(forked.output()).contains("NOT COSIGNED");
        assertThat(forked.code()).isOne();
    }
}
