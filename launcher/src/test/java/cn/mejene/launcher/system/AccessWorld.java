package cn.mejene.launcher.system;

import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/** Somebody of every kind, each signed in, each member with one of everything. For one thread. */
final class AccessWorld {
    /** For a consent that nothing else of the matrix leans on. */
    private static final String PURPOSE = "marketing";

    private final RunningSystem system;
    private final Scan scan = Scans.stl(40, 4);
    private final ClinicStaff clinic;
    private final ClinicStaff otherClinic;
    private final Map<String, Patient> people = new HashMap<>();
    private final Map<String, Api> callers = new HashMap<>();
    private final Map<String, String> verifications = new HashMap<>();
    private final Map<String, String> filed = new HashMap<>();
    private final AccessPapers papers;

    AccessWorld(RunningSystem system) {
        this.system = system;
        clinic = system.clinic();
        otherClinic = system.otherClinic();
        for (var role : new String[] {"support", "officer", "auditor", "admin"}) {
            callers.put(role, ClinicStaff.operator(system.api(), role));
        }
        papers = AccessPapers.file(ClinicStaff.made(system.api(), callers.get("admin"), "officer"), clinic);
        people.put("own", admit("adult"));
        people.put("others", admit("adult"));
        // Her clinic keeps what it brought and may not reach it any more.
        var stranger = people.get("others");
        stranger.member().revoke(stranger.things().get("grant")).expect(204);
        people.put("minor", admit("14-17"));
        people.put("frozen", admit("adult"));
        freeze(people.get("frozen").member().api());
        callers.put("nobody", system.api());
        callers.put("member", people.get("own").member().api());
        callers.put("minor", people.get("minor").member().api());
        callers.put("ward", people.get("frozen").member().api());
        callers.put("clinic", clinic.api());
        file(people.get("own").things().get("member"));
    }

    /** What calls can be about that is nobody's own, by their paths. */
    private void file(String member) {
        var staff = ClinicStaff.add(callers.get("admin"), "support").text("id");
        filed.put("/v1/staff/{id}", staff);
        filed.put("/v1/staff/{id}/credentials", staff);
        filed.put("/v1/sources/{id}/items", papers.source());
        filed.put("/v1/disclosures/{id}", papers.shared(member));
        filed.put("/v1/disclosures/{id}/package", papers.shared(member));
        filed.put("/v1/disclosures/{id}/approvals", papers.demanded(member));
        filed.put("/v1/corporate-events/{id}/members", papers.corporateEvent());
        filed.put("/v1/campaigns/{id}", papers.campaign());
        filed.put("incidentId", papers.incident());
    }

    private Patient admit(String ageBand) {
        var member = Member.register(system.api(), Member.randomPhone(), ageBand);
        member.consent("emergency-contact");
        var patient = Patient.admit(system, member, clinic, otherClinic, scan);
        var waiting = papers.concern(member, patient.things().get("smile-id"));
        return patient.with("quarantined", waiting);
    }

    /** An age below 14 freezes the account until a guardian comes; sessions know within a second. */
    private static void freeze(Api member) {
        member.patch("/v1/me", Map.of("birthMonth", "2020-01")).expectProblem(403, "guardian-required");
        await().atMost(Duration.ofSeconds(1))
                .until(() -> member.get("/v1/me/preferences").status() == 403);
    }

    Scan scan() {
        return scan;
    }

    String clinicId() {
        return clinic.clinicId();
    }

    Instant now() {
        return Instant.parse(system.api().get("/dev/clock").expect(200).text("now"));
    }

    Api caller(AccessCell cell) {
        return cell.whose().equals("other-clinic") ? otherClinic.api() : callers.get(cell.caller());
    }

    /** Whose thing the cell is about. */
    Patient patient(AccessCell cell) {
        return switch (cell.whose()) {
            case "others", "minor", "frozen" -> people.get(cell.whose());
            default -> person(cell.caller());
        };
    }

    /** The member who calls, or the one whom other callers' calls are about. */
    Patient person(String caller) {
        return switch (caller) {
            case "minor" -> people.get("minor");
            case "ward" -> people.get("frozen");
            default -> people.get("own");
        };
    }

    Map<String, String> code(Member member) {
        return Member.code(system.api(), member.phone(), "step-up");
    }

    /** Support has the member's code, where the account is one that gets codes. */
    String verification(Member member) {
        return verifications.computeIfAbsent(member.phone(), phone -> {
            var asked = Map.of("phone", phone, "channel", "sms", "contact", "phone");
            var support = callers.get("support");
            var id =
                    support.post("/v1/support/verifications", asked).expect(202).text("id");
            var code = Map.of("code", Member.lastCode(system.api(), phone));
            support.post("/v1/support/verifications/" + id + "/redemption", code);
            return id;
        });
    }

    Map<String, String> notice() {
        var notice =
                system.api().get("/v1/purposes/" + PURPOSE).expect(200).json().at("/notice/id");
        return Map.of("policyVersion", Member.policyVersion(system.api()), "noticeId", notice.asText());
    }

    /** What people are told of the recipient. */
    String recipientNotice() {
        return papers.notice();
    }

    /** A code that support asked for in the name of somebody who has one. */
    String verificationCode() {
        return Member.lastCode(system.api(), people.get("others").member().phone());
    }

    private String askedFor() {
        var asked = Map.of("phone", people.get("others").member().phone(), "channel", "sms", "contact", "phone");
        return callers.get("support")
                .post("/v1/support/verifications", asked)
                .expect(202)
                .text("id");
    }

    private String idOf(ContractOperation operation) {
        var known = filed.get(operation.path());
        if (known != null) {
            return known;
        }
        return switch (operation.path()) {
            case "/v1/me/recipients/{id}" ->
                operation.method().equals("PUT") ? AccessPapers.RECIPIENT : clinic.clinicId();
            case "/v1/members/{memberId}/recipients/{id}/revocation" -> clinic.clinicId();
            case "/v1/purposes/{id}" -> PURPOSE;
            case "/v1/partners/{id}", "/v1/partners/{id}/assessments" -> "a-partner";
            case "/v1/recipients/{id}" -> "a-recipient";
            case "/v1/dead-letters/{id}/replays" -> "dlv_01k0a3b4c5d6e7f8g9hajbkcmd";
            case "/v1/me/warranties/{id}/evidence" -> "wty_01k0a3b4c5d6e7f8g9hajbkcmd";
            default ->
                throw new IllegalStateException(
                        "say in Patient.KINDS or here whose {id} in " + operation.path() + " is");
        };
    }

    /** What is nobody's, by the name of its parameter. */
    String common(ContractOperation operation, String parameter) {
        return switch (parameter) {
            case "id" -> idOf(operation);
            case "purpose" -> PURPOSE;
            case "version" -> Member.policyVersion(system.api());
            case "name" -> "third-parties";
            case "file" -> "docs.css";
            case "month" -> "2026-01";
            case "year" -> "2025";
            case "findingId" -> "2026-01-0001";
            case "listApprovalId" -> "lap_01k0a3b4c5d6e7f8g9hajbkcmd";
            case "incidentId" -> filed.getOrDefault(parameter, "");
            case "holdId" -> "hld_01kb3t6k3s8x5zq0m7w2d9c4vb";
            case "token" -> "01kb3t6k3s8x5zq0m7w2d9c4va.3q2-7wAAAAAAAAAAAAAAAA";
            case "benefit" -> "cleaning";
            case "carrier" -> "kuaidi100";
            case "secret" -> "nobody-knows-this-secret";
            case "verificationId" -> askedFor();
            case "noticeId" -> "ers_01k0000000000000000000000a";
            case "kind" -> scan.kind();
            case "level", "first" -> "0";
            case "second" -> "1";
            case "a" -> operation.id().endsWith("two-deep") ? "000.p" : "999";
            // An incomplete tile is named by how many leaves it has.
            case "b", "c" -> operation.id().endsWith("two-deep") ? "1" : "000";
            default ->
                throw new IllegalStateException(
                        "say in Patient.KINDS or here what {" + parameter + "} of " + operation.id() + " is");
        };
    }
}
