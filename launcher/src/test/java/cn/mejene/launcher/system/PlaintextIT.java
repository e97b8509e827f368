package cn.mejene.launcher.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import cn.mejene.chaos.storage.PlaintextSearch;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Nothing about a person lies anywhere in clear: not in files, databases, Kafka, any of their logs, temp folders. */
@Clause({"IV(A)1", "I(C)3"})
class PlaintextIT {
    private static final Duration SOON = Duration.ofSeconds(60);

    /** What must not be found, by a name that may be shown. */
    private final Map<String, String> words = new LinkedHashMap<>();

    @Test
    @Clause("IV(A)6")
    void walk_leavesNothingInClear() throws IOException {
        try (var system = RunningSystem.start()) {
            var since = Files.getLastModifiedTime(system.data().resolve("run/supervisor.pid"));
            var code = walk(system);
            assertThat(system.stop("TERM")).isZero();

            var search = new PlaintextSearch(words);
            var everything = FileTime.fromMillis(0);
            assertThat(search.below(system.data().getParent(), everything)).isEmpty();
            assertThat(search.below(Path.of(System.getProperty("java.io.tmpdir")), since))
                    .isEmpty();
            assertNotLogged(system, code);
        }
    }

    /** Everything a person does, with words that occur nowhere else. */
    private String walk(RunningSystem system) {
        var member = system.newMember();
        var clinic = system.clinic();
        words.put("phone", member.phone());
        words.put("national phone", member.phone().substring(3));
        words.put(
                "access token",
                member.accessToken().substring(member.accessToken().lastIndexOf('.') + 1));
        words.put("refresh token", member.refreshToken());
        member.api()
                .patch("/v1/me", Map.of("name", word("name") + "觅臻", "email", word("mail") + "@mejene.cn"))
                .expect(200);
        words.put("smile id", member.activateSmileId());
        var grant = member.letIn(clinic);
        var scans = new Scan[] {
            Scans.stl(30_000, 1, word("stl").getBytes(StandardCharsets.US_ASCII))
                    .named(word("stlname") + ".stl"),
            Scans.ply(word("ply")).named(word("plyname") + ".ply"),
            Scans.dicom(word("patient")).named(word("dcmname") + ".dcm")
        };
        for (var scan : scans) {
            var made = clinic.upload(words.get("smile id"), scan).expect(201);
            assertThat(member.content(made.text("id"))).isEqualTo(scan.bytes());
            clinic.treating().get("/v1/records/" + made.text("id")).expect(200);
        }
        member.consent("location").expect(201);
        words.put("latitude", "23.1415926535");
        words.put("longitude", "113.2718281828");
        var here = Map.of("lat", 23.1415926535, "lng", 113.2718281828);
        member.api().post("/v1/clinics/search", Map.of("near", here)).expect(200);
        refuse(system, member, clinic, scans[0]);
        await().atMost(SOON)
                .until(() ->
                        member.api().get("/v1/me/inbox").json().path("items").size() >= scans.length);
        member.revoke(grant).expect(204);
        return Member.code(system.api(), member.phone(), "login").get("code");
    }

    /** Refusals and repeats write too. */
    private void refuse(RunningSystem system, Member member, ClinicStaff clinic, Scan scan) {
        var smileId = words.get("smile id");
        assertThat(clinic.upload(smileId, scan.as("xray")).status()).isEqualTo(415);
        assertThat(clinic.upload(smileId + "X", scan).status()).isEqualTo(403);
        var again = clinic.to(smileId).with("Idempotency-Key", word("key"));
        scan.sendTo(again).expect(201);
        scan.sendTo(again).expect(201);
        member.api()
                .patch("/v1/me", Map.of("name", words.get("name"), "surname", "x"))
                .expect(422);
        member.api().get("/v1/me/" + words.get("name")).expect(404);
        var support = ClinicStaff.operator(system.api(), "support");
        support.post("/v1/guardian-verifications", Map.of("method", "video", "recording", word("face")))
                .expect(422);
        support.with("Content-Type", "video/mp4")
                .call("POST", "/v1/guardian-verifications", BodyPublishers.ofString(word("voice")))
                .expect(415);
        member.api().get("/v1/me?name=" + words.get("name")).expect(422);
    }

    private String word(String name) {
        return words.computeIfAbsent(
                name,
                _ -> "Mark" + UUID.randomUUID().toString().replace("-", "").substring(0, 20));
    }

    /** Six digits are too few to look for everywhere; in the logs they must not stand as a number. */
    private static void assertNotLogged(RunningSystem system, String code) throws IOException {
        var number = Pattern.compile("(?<![0-9.:a-f-])" + code + "(?![0-9a-f-])");
        for (var log : system.logs()) {
            assertThat(Files.readString(log).lines().filter(line -> number.matcher(line)
                            .find()))
                    .as(log.getFileName().toString())
                    .isEmpty();
        }
    }
}
