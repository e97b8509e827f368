package cn.mejene.launcher.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A complaint from first word to last, over HTTP, with the door and the log that decide in production. */
@Clause("I(A)6")
@ExtendWith(SharedSystem.class)
class AskingIT {
    private static final String TICKETS = "/v1/support/tickets";

    private final RunningSystem system;

    AskingIT(RunningSystem system) {
        this.system = system;
    }

    @Test
    void complaint_isOpenedByStaffMasked_logged_answered_andClosed() {
        var member = system.newMember();
        var written = "crown broke, call 13800138000";
        member.api().post(TICKETS, Map.of("kind", "complaint", "text", written)).expectProblem(400, "cs-info-required");
        var id = member.api()
                .with("X-Forwarded-For", "203.0.113.9")
                .post(TICKETS, Map.of("kind", "complaint", "text", written, "osVersion", "iOS 26.1"))
                .expect(201)
                .text("id");
        var ticket = TICKETS + "/" + id;
        var staff = ClinicStaff.operator(system.api(), "support");
        ClinicStaff.operator(system.api(), "officer").get(ticket).expectProblem(403, "forbidden");
        system.newMember().api().get(ticket).expectProblem(404, "not-found");
        staff.get(ticket).expectProblem(422, "purpose-missing");
        staff.with("Mejene-Purpose", "marketing").get(ticket).expectProblem(403, "forbidden");

        var seen = staff.with("Mejene-Purpose", "customer-service").get(ticket).expect(200);

        assertThat(seen.json().at("/messages/0/text").asText()).isEqualTo("crown broke, call 138****8000");
        assertThat(seen.text("client")).isEqualTo("127.0.*.*");
        staff.post(ticket + "/messages", Map.of("text", "we send a new one")).expect(201);
        var own = member.api().get(ticket).expect(200);
        assertThat(own.text("status")).isEqualTo("answered");
        assertThat(own.json().at("/messages/0/text").asText()).isEqualTo(written);
        assertThat(member.api().get("/v1/me/access-log?limit=20").expect(200).text())
                .contains("customer-service", "support.get-ticket");
        assertThat(member.api().get("/v1/me/data").expect(200).text()).contains(written, "iOS 26.1");
        staff.post(ticket + "/close", Map.of()).expect(200);
        member.api().post(ticket + "/messages", Map.of("text", "thanks")).expectProblem(409, "ticket-closed");
    }
}
