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
    private final String staff;

    AccessWorld(RunningSystem system) {
        this.system = system;
        clinic = system.clinic();
        otherClinic = system.otherClinic();
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
        for (var role : new String[] {"support", "officer", "auditor", "admin"}) {
            callers.put(role, ClinicStaff.operator(system.api(), role));
        }
        staff = callers.get("admin").post("/v1/staff", newStaff()).expect(201).text("id");
    }

    private Patient admit(String ageBand) {
        var member = Member.register(system.api(), Member.randomPhone(), ageBand);
        member.consent("emergency-contact");
        return Patient.admit(system, member, clinic, otherClinic, scan);
    }

    /** An age below 14 freezes the account until a guardian comes; sessions know within a second. */
    private static void freeze(Api member) {
        member.patch("/v1/me", Map.of("birthMonth", "2020-01")).expectProblem(403, "guardian-required");
        await().atMost(Duration.ofSeconds(1))
                .until(() -> member.get("/v1/me/preferences").status() == 403);
    }

    private static Map<String, String> newStaff() {
        return Map.of(
                "username", "matrix-" + Long.toString(System.nanoTime(), 36),
                "role", "support",
                "employer", "mejene-shenzhen",
                "network", "mainland");
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

    private String idOf(String path) {
        return switch (path) {
            case "/v1/staff/{id}", "/v1/staff/{id}/credentials" -> staff;
            case "/v1/me/recipients/{id}", "/v1/members/{memberId}/recipients/{id}/revocation" -> clinic.clinicId();
            case "/v1/purposes/{id}" -> PURPOSE;
            case "/v1/partners/{id}", "/v1/partners/{id}/assessments" -> "a-partner";
            case "/v1/sources/{id}/items" -> "src_01k0a3b4c5d6e7f8g9hajbkcmd";
            case "/v1/recipients/{id}" -> "anxin-insurance";
            case "/v1/disclosures/{id}", "/v1/disclosures/{id}/approvals", "/v1/disclosures/{id}/package" ->
                "dis_01k0a3b4c5d6e7f8g9hajbkcmd";
            case "/v1/corporate-events/{id}/members" -> "cev_01k0a3b4c5d6e7f8g9hajbkcmd";
            case "/v1/campaigns/{id}" -> "cmp_01k0a3b4c5d6e7f8g9hajbkcmd";
            case "/v1/dead-letters/{id}/replays" -> "dlv_01k0a3b4c5d6e7f8g9hajbkcmd";
            case "/v1/me/warranties/{id}/evidence" -> "wty_01k0a3b4c5d6e7f8g9hajbkcmd";
            case "/v1/me/quarantine/{id}" -> "qua_01k0a3b4c5d6e7f8g9hajbkcmd";
            default -> throw new IllegalStateException("say in Patient.KINDS or here whose {id} in " + path + " is");
        };
    }

    /** What is nobody's, by the name of its parameter. */
    String common(ContractOperation operation, String parameter) {
        return switch (parameter) {
            case "id" -> idOf(operation.path());
            case "purpose" -> PURPOSE;
            case "version" -> Member.policyVersion(system.api());
            case "name" -> "third-parties";
            case "file" -> "docs.css";
            case "month" -> "2026-01";
            case "year" -> "2025";
            case "findingId" -> "2026-01-0001";
            case "incidentId" -> "inc_01kb3t6k3s8x5zq0m7w2d9c4vb";
            case "token" -> "01kb3t6k3s8x5zq0m7w2d9c4va.3q2-7wAAAAAAAAAAAAAAAA";
            case "benefit" -> "cleaning";
            case "carrier" -> "kuaidi100";
            case "secret" -> "nobody-knows-this-secret";
            case "verificationId" -> "svf_01k0000000000000000000000a";
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
