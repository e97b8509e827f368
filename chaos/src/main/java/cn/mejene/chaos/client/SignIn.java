package cn.mejene.chaos.client;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;

/** How people come in: members by codes that development shows, demo staff by password and TOTP. Thread-safe. */
public final class SignIn {
    private static final int TRIES = 8;
    private static final int CREATED = 201;

    private final Client client;

    public SignIn(Client client) {
        this.client = client;
    }

    /** A code on its way to somebody, as she reads it. */
    public record Code(String requestId, String code) {}

    /** What a session is used and prolonged with. */
    public record Tokens(String access, String refresh) {
        @Override
        public String toString() {
            return "Tokens[***]";
        }
    }

    /**
     * Signs a member in, registering her if need be; answers her access token.
     *
     * @throws IllegalStateException when the system keeps refusing
     */
    public String member(String phone, int node) {
        return tokens(phone, node).access();
    }

    /** The same with both tokens. */
    public Tokens tokens(String phone, int node) {
        for (int i = 0; i < TRIES; i++) {
            var reply = client.call(session(phone, code(phone, "login", node), node), node);
            if (reply.status() == CREATED) {
                return new Tokens(reply.text("accessToken"), reply.text("refreshToken"));
            }
            // The answer that used the code up was lost, or a newer code has ended this one.
            if (!reply.code().equals("code-invalid")) {
                throw new IllegalStateException("sign-in refused: " + reply.outcome());
            }
        }
        throw new IllegalStateException("no code was accepted");
    }

    /** Asks for a code and reads the newest. */
    public Code code(String phone, String purpose, int node) {
        var asked = client.call(
                Request.json("send-code", "POST", "/v1/auth/codes", Map.of("phone", phone, "purpose", purpose)), node);
        return new Code(asked.text("requestId"), newest(phone, node));
    }

    /** The code that was sent there last. */
    public String newest(String phone, int node) {
        return client.call(Request.get("dev-messages", "/dev/messages?to=" + phone.replace("+", "%2B")), node)
                .json()
                .at("/items/0/data/code")
                .asText();
    }

    /** The request that presents a code. */
    public Request session(String phone, Code code, int node) {
        var body = new LinkedHashMap<String, Object>();
        body.put("grant", "sms");
        body.put("requestId", code.requestId());
        body.put("phone", phone);
        body.put("code", code.code());
        body.put("policyVersion", policyVersion(node));
        body.put("readConfirmed", true);
        body.put("ageBand", "adult");
        return Request.json("sign-in", "POST", "/v1/auth/sessions", body);
    }

    public String policyVersion(int node) {
        return client.call(Request.get("list-policies", "/v1/policies"), node)
                .json()
                .at("/items/0/version")
                .asText();
    }

    /** All demo clinics, signed in. */
    public List<Clinic> clinics(int node) {
        var items =
                client.call(Request.get("dev-staff", "/dev/staff"), node).json().path("items");
        return StreamSupport.stream(items.spliterator(), false)
                .filter(item -> item.path("role").asText().equals("clinic"))
                .map(item -> new Clinic(item.path("clinicId").asText(), staff(item, node)))
                .toList();
    }

    /** Demo staff of the operator with this role, signed in; answers the access token. */
    public String operator(String role, int node) {
        var items =
                client.call(Request.get("dev-staff", "/dev/staff"), node).json().path("items");
        return StreamSupport.stream(items.spliterator(), false)
                .filter(item -> item.path("role").asText().equals(role))
                .findFirst()
                .map(item -> staff(item, node))
                .orElseThrow(() -> new IllegalStateException("there is no demo " + role));
    }

    /** Somebody new at a clinic, made by the demo administrator and signed in; answers the access token. */
    public String clinicStaff(String clinic, String employer, String network, int node) {
        var person = Map.of(
                "username", "chaos-" + Long.toString(System.nanoTime(), 36) + "-" + network,
                "role", "clinic",
                "clinicId", clinic,
                "employer", employer,
                "network", network);
        var request = Request.json("create-staff", "POST", "/v1/staff", person).as(operator("admin", node));
        var issued = client.call(request, node);
        if (issued.status() != CREATED) {
            throw new IllegalStateException("staff not made: " + issued.outcome());
        }
        return staff(issued.json(), node);
    }

    private String staff(JsonNode person, int node) {
        var now = Instant.parse(
                client.call(Request.get("dev-clock", "/dev/clock"), node).text("now"));
        var body = Map.of(
                "grant", "staff",
                "username", person.path("username").asText(),
                "password", person.path("password").asText(),
                "totp", Totp.at(person.path("totpSecret").asText(), now));
        var reply = client.call(Request.json("staff-sign-in", "POST", "/v1/auth/sessions", body), node);
        if (reply.status() != CREATED) {
            throw new IllegalStateException("staff sign-in refused: " + reply.outcome());
        }
        return reply.text("accessToken");
    }
}
