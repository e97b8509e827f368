package cn.mejene.launcher.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What a caller writes stays data: it becomes no line of a log, no header, no field, no statement, no address. */
@Clause({"IV(A)2", "IV(A)8"})
@ExtendWith(SharedSystem.class)
class BadInputIT {
    private static final String MARK = "forged-line-4711";

    private final RunningSystem system;
    private final Member member;

    BadInputIT(RunningSystem system) {
        this.system = system;
        this.member = system.newMember();
    }

    /** ASVS 16.4.1, 5.4.1, 5.4.2. */
    @Test
    void lineBreaks_splitNeitherLogsNorHeaders_whereverTheyStand() throws IOException {
        var forged = "Lin\r\n2026-01-01T00:00:00Z ERROR " + MARK;
        member.api().patch("/v1/me", Map.of("name", forged)).expectProblem(422, "invalid-request");
        var scan = Scans.stl(20, 1);
        var named = member.api()
                .with("Content-Type", scan.mediaType())
                .with("Content-Disposition", "attachment; filename*=UTF-8''a%0d%0aSet-Cookie:%20" + MARK + "=1")
                .call("POST", scan.path(), BodyPublishers.ofByteArray(scan.bytes()));
        var record = named.expect(201).text("id");
        var content = member.api().get("/v1/records/" + record + "/content").expect(200);
        assertThat(content.header("set-cookie")).isEmpty();
        assertThat(content.header("content-disposition"))
                .hasValueSatisfying(value -> assertThat(value).startsWith("attachment"));
        system.api()
                .with("Authorization", "Bearer " + MARK + "%0d%0a")
                .with("traceparent", MARK)
                .get("/v1/me?x=%0d%0a" + MARK)
                .expectProblem(401, "token-invalid");
        for (var log : system.logs()) {
            assertThat(Files.readString(log)).as(log.toString()).doesNotContain(MARK);
        }
    }

    /** ASVS 15.3.7. */
    @Test
    void parameter_isRefused_whenItComesTwiceOrFromTheBody() {
        var refused = system.api().get("/v1/clinics?limit=1&limit=2").expectProblem(422, "invalid-request");
        assertThat(refused.text()).contains("\"duplicate\"");
        system.api()
                .with("Content-Type", "application/json")
                .call(
                        "POST",
                        "/v1/auth/codes",
                        BodyPublishers.ofString("{\"purpose\":\"login\",\"purpose\":\"guardian\"}"))
                .expectProblem(400, "malformed-json");
        system.api()
                .with("Content-Type", "application/x-www-form-urlencoded")
                .call("POST", "/v1/auth/codes", BodyPublishers.ofString("phone=1&purpose=login"))
                .expectProblem(415, "media-type-unsupported");
    }

    /** ASVS 15.3.3 and 1.5.2. */
    @Test
    void field_isRefused_whenItIsNotTheCallersToSet() {
        for (var field : List.of("id", "status", "smileId", "phone", "roles", "@type", "@class", "__proto__")) {
            member.api().patch("/v1/me", Map.of(field, "admin")).expectProblem(422, "invalid-request");
        }
        assertThat(member.api().get("/v1/me").expect(200).text("status")).isEqualTo("active");
        member.api()
                .post("/v1/me/grants", Map.of("clinicId", "cli_x", "scopes", List.of(), "memberId", "mem_x"))
                .expectProblem(422, "invalid-request");
        member.api()
                .with("Content-Type", "application/x-java-serialized-object")
                .call("PATCH", "/v1/me", BodyPublishers.ofByteArray(new byte[] {(byte) 0xac, (byte) 0xed, 0, 5}))
                .expectProblem(415, "media-type-unsupported");
    }

    /** ASVS 1.2.4: what breaks out of a statement anywhere would break out here. */
    @Test
    void quotes_areText_whereverTheyStand() {
        for (var name : List.of("'; DROP TABLE members.profile; --", "\" OR 1=1 --", "$1", "林'小\"满\\", "%_\\")) {
            member.api().patch("/v1/me", Map.of("name", name)).expect(200);
            assertThat(member.api().get("/v1/me").expect(200).text("name")).isEqualTo(name);
        }
        member.api().get("/v1/records/rec_'%20OR%201=1--").expectProblem(404, "not-found");
        member.api().get("/v1/me/records?cursor=%27%20OR%201=1--").expectProblem(422, "invalid-request");
    }

    /** ASVS 4.1.3. */
    @Test
    void identity_isTheTokensAlone_whateverHeadersSay() {
        var pretending = member.api()
                .with("X-User-Id", "mem_01k0000000000000000000000a")
                .with("X-Forwarded-For", "10.0.0.1")
                .with("X-Forwarded-User", "admin")
                .with("X-Original-URL", "/v1/staff")
                .with("X-HTTP-Method-Override", "DELETE");
        assertThat(pretending.get("/v1/me").expect(200).text("id"))
                .isEqualTo(member.api().get("/v1/me").text("id"));
        pretending.get("/v1/staff").expectProblem(403, "forbidden");
    }
}
