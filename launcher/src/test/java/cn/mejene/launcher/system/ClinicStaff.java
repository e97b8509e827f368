package cn.mejene.launcher.system;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.Map;
import java.util.stream.StreamSupport;

/** Somebody who works at a demo clinic, signed in with password and TOTP. Immutable. */
final class ClinicStaff {
    private final Api api;
    private final String clinicId;

    private ClinicStaff(Api api, String clinicId) {
        this.api = api;
        this.clinicId = clinicId;
    }

    static ClinicStaff signIn(Api nobody, int nth) {
        var person = seeded(nobody, "clinic", nth);
        return new ClinicStaff(signIn(nobody, person), person.path("clinicId").asText());
    }

    /** Anybody of the operators' staff. */
    static Api operator(Api nobody, String role) {
        return signIn(nobody, seeded(nobody, role, 0));
    }

    /** Somebody new of the operators' staff. */
    static Reply add(Api admin, String role) {
        var person = Map.of(
                "username",
                "it-" + Long.toString(System.nanoTime(), 36),
                "role",
                role,
                "employer",
                "mejene-shenzhen",
                "network",
                "mainland");
        return admin.post("/v1/staff", person).expect(201);
    }

    /** The same, signed in. */
    static Api made(Api nobody, Api admin, String role) {
        var issued = add(admin, role);
        return signIn(nobody, issued.text("username"), issued.text("password"), issued.text("totpSecret"));
    }

    private static JsonNode seeded(Api nobody, String role, int nth) {
        var items = nobody.get("/dev/staff").expect(200).json().path("items");
        return StreamSupport.stream(items.spliterator(), false)
                .filter(item -> item.path("role").asText().equals(role))
                .skip(nth)
                .findFirst()
                .orElseThrow();
    }

    private static Api signIn(Api nobody, JsonNode person) {
        return signIn(
                nobody,
                person.path("username").asText(),
                person.path("password").asText(),
                person.path("totpSecret").asText());
    }

    /** Anybody of whom the credentials are known. */
    static Api signIn(Api nobody, String username, String password, String totpSecret) {
        var now = Instant.parse(nobody.get("/dev/clock").expect(200).text("now"));
        var body =
                Map.of("grant", "staff", "username", username, "password", password, "totp", Totp.at(totpSecret, now));
        return nobody.as(nobody.post("/v1/auth/sessions", body).expect(201).text("accessToken"));
    }

    Api api() {
        return api;
    }

    String clinicId() {
        return clinicId;
    }

    Reply upload(String smileId, Scan scan) {
        return scan.sendTo(to(smileId));
    }

    /** Calls about one member. */
    Api to(String smileId) {
        return api.with("Smile-Id", smileId);
    }

    /** Calls that say what for. */
    Api treating() {
        return api.with("Mejene-Purpose", "treatment");
    }
}
