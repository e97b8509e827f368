package cn.mejene.launcher.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/** An operator's commands against a running system, whose members notice nothing of them. */
@ExtendWith(SharedSystem.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OperatorIT {
    private final RunningSystem system;
    private final Member member;

    OperatorIT(RunningSystem system) {
        this.system = system;
        this.member = system.newMember();
    }

    private record Ended(int code, String output) {}

    private Ended mejene(String... arguments) throws IOException, InterruptedException {
        var command =
                new ArrayList<>(List.of(RunningSystem.root().resolve("mejene").toString()));
        command.addAll(List.of(arguments));
        command.addAll(List.of("--data", system.data().toString()));
        var builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("MEJENE_BUILT", "1");
        var process = builder.start();
        var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(120, TimeUnit.SECONDS)).isTrue();
        return new Ended(process.exitValue(), output);
    }

    @Test
    void keysRotate_leavesOneEnabledVersion_andEverythingReadable() throws Exception {
        var scan = Scans.stl(2_000, 3);
        var path = "/v1/records/" + member.upload(scan).expect(201).text("id") + "/content";

        var rotated = mejene("keys", "rotate");
        var listed = mejene("keys", "list");

        assertThat(rotated.output()).contains("done: ");
        assertThat(rotated.code()).isZero();
        assertThat(listed.code()).isZero();
        assertThat(listed.output().lines().filter(line -> line.contains(" enabled ")))
                .hasSize(1);
        assertThat(member.api().get(path).expect(200).body()).isEqualTo(scan.bytes());
    }

    @Test
    void vaultMove_ends_whenEverythingIsWhereItShouldBe_orTheStoreIsUnknown() throws Exception {
        var there = mejene("vault", "move", "--to", "files");
        var nowhere = mejene("vault", "move", "--to", "nowhere");

        assertThat(there.output()).contains("done: 0 moved, 0 faulty, 0 left");
        assertThat(there.code()).isZero();
        assertThat(nowhere.output()).contains("failed: ");
        assertThat(nowhere.code()).isOne();
    }

    @Test
    void staff_isMadeResetAndDisabled_andItsSessionsEnd() throws Exception {
        var name = "it-" + Long.toString(System.nanoTime(), 36);
        var added = mejene("staff", "add", name, "--role", "auditor", "--employer", "mejene-shenzhen");
        assertThat(added.output()).startsWith("done");
        var auditor = ClinicStaff.signIn(system.api(), name, value(added, "password"), value(added, "totpSecret"));
        auditor.get("/v1/staff?limit=5").expect(200);

        var reset = mejene("staff", "reset", name);
        auditor.get("/v1/staff").expectProblem(401, "session-ended");
        var again = ClinicStaff.signIn(system.api(), name, value(reset, "password"), value(reset, "totpSecret"));
        again.post("/v1/staff", java.util.Map.of("username", "x")).expectProblem(403, "forbidden");

        assertThat(mejene("staff", "disable", name).code()).isZero();
        again.get("/v1/staff").expectProblem(401, "session-ended");
        assertThat(mejene("staff", "disable", name).output()).contains("failed: not-found");
        assertThat(mejene("staff", "list").output()).containsPattern(name + " +auditor +disabled");
    }

    private static String value(Ended ended, String field) {
        return ended.output()
                .lines()
                .filter(line -> line.startsWith(field + ": "))
                .map(line -> line.substring(field.length() + 2))
                .findFirst()
                .orElseThrow();
    }
}
