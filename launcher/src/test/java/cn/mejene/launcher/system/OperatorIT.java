package cn.mejene.launcher.system;

import static org.assertj.core.api.Assertions.assertThat;

import cn.mejene.kernel.Ids;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

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

    /** Anybody's own picture, recompressed and cut, leads to whom it was made for, and the record stays as it was. */
    @Test
    @Clause("IV(A)4.a")
    void watermark_tellsWhoWasShownAPicture(@TempDir Path folder) throws Exception {
        var clinic = system.clinic();
        member.letIn(clinic);
        var smileId = member.activateSmileId();
        var command = new ArrayList<>(List.of("audit", "watermark"));
        var expected = new ArrayList<String>();
        var record = "";
        for (var scan : List.of(Scans.stl(500, 4), Scans.ply("x"), Scans.dicom("A"), document(), photograph())) {
            record = clinic.upload(smileId, scan).expect(201).text("id");
            var own = member.api().get("/v1/records/" + record + "/preview").expect(200);
            var theirs =
                    clinic.treating().get("/v1/records/" + record + "/preview").expect(200);
            assertThat(own.header("content-type")).hasValue("image/jpeg");
            assertThat(own.header("cache-control")).hasValue("no-store");
            assertThat(own.body()).isNotEqualTo(theirs.body());
            assertThat(member.content(record)).isEqualTo(scan.bytes());
            for (var shown : List.of(own, theirs)) {
                var file = folder.resolve(expected.size() + ".jpg");
                leak(shown.body(), file);
                command.add(file.toString());
                var who = shown == own ? "mem_" : "stf_";
                expected.add(file + ": shown to " + who);
            }
        }

        var told = mejene(command.toArray(String[]::new));

        assertThat(told.output()).contains("done: logged");
        assertThat(told.output().lines().filter(line -> line.contains(", record rec_")))
                .hasSize(10);
        expected.forEach(line -> assertThat(told.output()).contains(line));
        assertThat(told.code()).isZero();
        assertErasedWithPreview(record, clinic);
        system.otherClinic()
                .treating()
                .get("/v1/records/" + Ids.make("rec") + "/preview")
                .expectProblem(404, "not-found");
    }

    private void assertErasedWithPreview(String record, ClinicStaff clinic) {
        member.steppedUp("records.delete").delete("/v1/records/" + record).expect(204);
        var preview = "/v1/records/" + record + "/preview";
        member.api().get(preview).expectProblem(404, "not-found");
        clinic.treating().get(preview).expectProblem(404, "not-found");
    }

    private static Scan photograph() throws IOException {
        var image = new BufferedImage(1200, 900, BufferedImage.TYPE_INT_RGB);
        for (int y = 0; y < 900; y++) {
            for (int x = 0; x < 1200; x++) {
                image.setRGB(x, y, (x / 5 % 256) << 16 | (y / 4 % 256) << 8 | 90);
            }
        }
        var out = new ByteArrayOutputStream();
        ImageIO.write(image, "jpg", out);
        return new Scan("treatment-record", "mouth.jpg", "image/jpeg", out.toByteArray());
    }

    /** Recompresses by ImageIO's own rule and cuts a quarter of each side off. */
    private static void leak(byte[] jpeg, Path file) throws IOException {
        var image = ImageIO.read(new ByteArrayInputStream(jpeg));
        int width = image.getWidth() * 3 / 4;
        int height = image.getHeight() * 3 / 4;
        ImageIO.write(image.getSubimage(100, 50, width, height), "jpg", file.toFile());
    }

    private static Scan document() {
        var text = new StringBuilder("%PDF-1.4\n");
        var objects = List.of(
                "<</Type/Catalog/Pages 2 0 R>>",
                "<</Type/Pages/Kids[3 0 R]/Count 1>>",
                "<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 300]/Contents 4 0 R>>",
                "<</Length 19>>stream\n20 20 100 200 re f \nendstream");
        var places = new StringBuilder("0000000000 65535 f \n");
        for (int i = 0; i < objects.size(); i++) {
            places.append("%010d 00000 n \n".formatted(text.length()));
            text.append(i + 1).append(" 0 obj").append(objects.get(i)).append("endobj\n");
        }
        int table = text.length();
        text.append("xref\n0 5\n").append(places).append("trailer<</Size 5/Root 1 0 R>>\nstartxref\n");
        text.append(table).append("\n%%EOF\n");
        return new Scan(
                "treatment-record",
                "plan.pdf",
                "application/pdf",
                text.toString().getBytes(StandardCharsets.US_ASCII));
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
