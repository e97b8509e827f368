package cn.mejene.launcher.system;

import static org.assertj.core.api.Assertions.assertThat;

import cn.mejene.services.ServicePorts;
import cn.mejene.services.host.DataFolder;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/** Lists of other people's data are looked at; more needs a reason and somebody else's yes, and ends (IV(A)4). */
@ExtendWith(SharedSystem.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ListsIT {
    private static final String NAME = "%E7%8E%8B%E5%B0%8F%E7%BE%8E.stl";

    private RunningSystem system;
    private Member member;
    private ClinicStaff clinic;
    private Api officer;
    private Api list;

    @BeforeAll
    void upload(RunningSystem shared) {
        system = shared;
        member = system.newMember();
        clinic = system.clinic();
        letInToAll(member);
        var smileId = member.activateSmileId();
        member.upload(Scans.stl(100, 11).named(NAME)).expect(201);
        clinic.upload(smileId, Scans.stl(100, 12).named(NAME)).expect(201);
        officer = ClinicStaff.operator(system.api(), "officer");
        list = clinic.treating().with("Smile-Id", smileId);
    }

    /** The clinic may see what others brought, too. */
    private void letInToAll(Member whose) {
        whose.consent().expect(201);
        whose.consent("clinic-history").expect(201);
        whose.grant(clinic.clinicId(), "records:write", "records:read", "history:read");
    }

    private JsonNode listed() {
        return list.get("/v1/records").expect(200).json();
    }

    private Reply ask(Api api, String name) {
        return api.post("/v1/list-approvals", Map.of("list", name, "reason", "The surgeon works from paper."));
    }

    private static Reply approve(Api api, String id) {
        return api.post("/v1/list-approvals/" + id + "/decision", Map.of("decision", "approved", "hours", 1));
    }

    @Test
    @Clause("IV(A)4.b")
    void list_givesMore_whenSomebodyElseApproved_andUntilThen() throws Exception {
        var before = listed();
        assertLookOnly(before);
        var name = before.at("/presentation/list").asText();
        var wish = ask(clinic.api(), name).expect(201).text("id");
        assertLookOnly(listed());
        approve(clinic.api(), wish).expectProblem(403, "forbidden");
        approve(officer, wish).expect(200);
        approve(officer, wish).expectProblem(409, "already-decided");

        var lifted = listed();

        assertThat(lifted.path("presentation").toString())
                .startsWith("{\"copy\":true,\"print\":true,\"screenshot\":true,\"download\":true,")
                .contains("\"approval\":\"" + wish, "\"approvedUntil\":\"20", "\"watermark\":\"stf_");
        assertThat(lifted.path("items").findValuesAsText("filename")).containsOnly("王小美.stl");
        assertThat(member.api().get("/v1/me/access-log").expect(200).text()).contains("list-approval", wish);
        assertThat(officer.get("/v1/list-approvals").expect(200).text()).contains(wish, "works from paper");
        expire(wish);
        assertLookOnly(listed());
    }

    @Test
    @Clause("IV(A)4.b")
    void approval_isForItsListAndViewer_andNotOnesOwn() {
        var other = system.newMember();
        letInToAll(other);
        var smileId = other.activateSmileId();
        other.upload(Scans.stl(100, 13).named(NAME)).expect(201);
        var theirs = clinic.treating().with("Smile-Id", smileId);
        var name = theirs.get("/v1/records")
                .expect(200)
                .json()
                .at("/presentation/list")
                .asText();
        assertThat(name).isNotEqualTo(listed().at("/presentation/list").asText());
        // Somebody else's wish for the same list changes nothing for this viewer.
        var own = ask(officer, name).expect(201).text("id");
        approve(officer, own).expectProblem(403, "forbidden");
        approve(ClinicStaff.operator(system.api(), "auditor"), own).expect(200);
        assertLookOnly(theirs.get("/v1/records").expect(200).json());
        var refused = ask(clinic.api(), name).expect(201).text("id");
        officer.post("/v1/list-approvals/" + refused + "/decision", Map.of("decision", "refused"))
                .expect(200);
        assertLookOnly(theirs.get("/v1/records").expect(200).json());
        officer.post("/v1/list-approvals/" + refused + "/decision", Map.of("decision", "approved"))
                .expect(422);
        ask(clinic.api(), "anything").expect(422);
        member.api().get("/v1/list-approvals").expectProblem(403, "forbidden");
    }

    /** Everything is off, and names of files that the clinic did not bring are covered. */
    private static void assertLookOnly(JsonNode page) {
        assertThat(page.path("presentation").toString())
                .startsWith("{\"copy\":false,\"print\":false,\"screenshot\":false,\"download\":false,")
                .doesNotContain("approv");
        assertThat(page.path("items")).isNotEmpty().allSatisfy(item -> assertThat(
                        item.path("filename").asText())
                .isEqualTo(item.has("clinicId") ? "王小美.stl" : "王***"));
    }

    private void expire(String approval) throws IOException, SQLException {
        var folder = new DataFolder(system.data());
        var port = ServicePorts.read(folder).orElseThrow().postgres();
        var password =
                Files.readString(folder.secrets().resolve("postgres.password")).strip();
        try (var connection = DriverManager.getConnection(
                        "jdbc:postgresql://127.0.0.1:" + port + "/mejene", "postgres", password);
                var statement = connection.prepareStatement(
                        "UPDATE audit.list_approval SET expires_at = decided_at WHERE approval_id = ?")) {
            statement.setString(1, approval);
            assertThat(statement.executeUpdate()).isOne();
        }
    }
}
