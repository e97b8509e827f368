package cn.mejene.launcher.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What proves who somebody is: codes that die, tokens that can't be made up. */
@Clause({"I(A)1.a", "IV(A)8"})
@ExtendWith(SharedSystem.class)
class TokensIT {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int AT_ONCE = 50;
    private static final int TRIES = 5;

    private final Api nobody;
    private final Member member;

    TokensIT(RunningSystem system) {
        nobody = system.api();
        member = system.newMember();
    }

    @Test
    void token_isRefused_whenItIsForged() throws Exception {
        var parts = member.accessToken().split("\\.");
        var none = encoded("{\"alg\":\"none\",\"typ\":\"JWT\"}");
        for (var forged : List.of(
                "nonsense",
                "a.b.c",
                parts[0] + "." + parts[1] + ".",
                none + "." + parts[1] + ".",
                parts[0] + "." + changed(parts[1], "sub", "mem_01k0000000000000000000000a") + "." + parts[2],
                parts[0] + "." + changed(parts[1], "exp", "9999999999") + "." + parts[2],
                parts[0] + "." + parts[1] + "." + flipped(parts[2]),
                parts[0] + "." + parts[1] + "." + encoded(new byte[64]),
                byStranger(parts),
                byPublicKey(parts))) {
            var refused = nobody.as(forged).get("/v1/me").expectProblem(401, "token-invalid");
            assertThat(refused.header("www-authenticate"))
                    .hasValueSatisfying(way -> assertThat(way).startsWith("Bearer"));
        }
        nobody.get("/v1/me").expectProblem(401, "token-missing");
        nobody.with("Authorization", "Basic eDp5").get("/v1/me").expectProblem(401, "token-invalid");
        member.api().get("/v1/me").expect(200);
    }

    /** The clock moves, so whoever else holds a session has to sign in again afterwards. */
    @Test
    void token_isRefused_whenItsTimeIsOver() {
        member.api().get("/v1/me").expect(200);

        nobody.post("/dev/clock", Map.of("advance", "PT16M")).expect(200);

        member.api().get("/v1/me").expectProblem(401, "token-expired");
        var renewed = nobody.post("/v1/auth/refresh", Map.of("refreshToken", member.refreshToken()))
                .expect(200)
                .text("accessToken");
        nobody.as(renewed).get("/v1/me").expect(200);
    }

    @Test
    void keys_arePublishedWithoutTheirPrivateHalf() throws IOException {
        var keys = nobody.get("/.well-known/jwks.json").expect(200).json().path("keys");
        var kid = JSON.readTree(
                        Base64.getUrlDecoder().decode(member.accessToken().split("\\.")[0]))
                .path("kid");

        assertThat(keys).isNotEmpty().allSatisfy(key -> {
            assertThat(key.path("alg").asText()).isEqualTo("ES256");
            assertThat(key.has("d")).isFalse();
        });
        assertThat(keys).anySatisfy(key -> assertThat(key.path("kid")).isEqualTo(kid));
    }

    @Test
    void code_isDead_afterFiveWrongTries() {
        var code = Member.code(nobody, member.phone(), "login");
        for (int i = 0; i < TRIES; i++) {
            signIn(code, wrong(code, i)).expectProblem(401, "code-invalid");
        }
        signIn(code, code.get("code")).expectProblem(401, "code-invalid");

        var next = Member.code(nobody, member.phone(), "login");
        signIn(next, next.get("code")).expect(201);
        signIn(next, next.get("code")).expectProblem(401, "code-invalid");
    }

    @Test
    void code_isDead_afterWrongTriesAtOnce() throws Exception {
        var code = Member.code(nobody, member.phone(), "login");
        var tries = new ArrayList<Callable<Reply>>();
        for (int i = 0; i < AT_ONCE; i++) {
            var wrong = wrong(code, i);
            tries.add(() -> signIn(code, wrong));
        }
        assertThat(statuses(tries)).containsOnlyKeys(401);
        signIn(code, code.get("code")).expectProblem(401, "code-invalid");
    }

    @Test
    void code_letsInOnce_whenTriedAtOnce() throws Exception {
        var code = Member.code(nobody, member.phone(), "login");
        var tries = new ArrayList<Callable<Reply>>();
        for (int i = 0; i < AT_ONCE; i++) {
            tries.add(() -> signIn(code, code.get("code")));
        }
        assertThat(statuses(tries)).containsEntry(201, 1).containsEntry(401, AT_ONCE - 1);
    }

    /** ASVS 6.6.2: neither another's code for her request, nor her number with another's request and code. */
    @Test
    void code_isWorthNothing_forAnotherRequest() {
        var hers = Member.code(nobody, member.phone(), "login");
        var others = Member.code(nobody, Member.randomPhone(), "login");

        signIn(hers, others.get("code")).expectProblem(401, "code-invalid");
        signIn(others, others.get("code")).expectProblem(401, "code-invalid");
        signIn(others, hers.get("code")).expectProblem(401, "code-invalid");
        signIn(hers, hers.get("code")).expect(201);
    }

    /** ASVS 6.3.8, D30 in short: a number in use, one that nobody has, one whose account waits for a guardian. */
    @Test
    void number_isAnsweredAlike_whetherItHasAnAccountOrNot() {
        var frozen = Member.register(nobody, Member.randomPhone());
        frozen.api().patch("/v1/me", Map.of("birthMonth", "2020-01")).expectProblem(403, "guardian-required");
        var answers = new HashSet<String>();
        for (var phone : List.of(member.phone(), Member.randomPhone(), frozen.phone())) {
            var before = messages(phone);
            var asked = nobody.post("/v1/auth/codes", Map.of("phone", phone, "purpose", "login"));
            var wrong = nobody.post(
                    "/v1/auth/sessions",
                    Map.of(
                            "grant",
                            "sms",
                            "phone",
                            phone,
                            "requestId",
                            asked.text("requestId"),
                            "code",
                            "wrong",
                            "policyVersion",
                            Member.policyVersion(nobody),
                            "readConfirmed",
                            true,
                            "ageBand",
                            "adult"));
            answers.add(asked.status() + " " + shape(asked) + " " + (messages(phone) - before) + " " + wrong.status()
                    + " " + wrong.text("code") + " " + wrong.text("detail") + " " + shape(wrong));
        }

        assertThat(answers)
                .singleElement()
                .satisfies(answer -> assertThat(answer).startsWith("202 ").contains(" 1 401 code-invalid "));
    }

    private static String shape(Reply reply) {
        var fields = new TreeSet<String>();
        reply.json().fieldNames().forEachRemaining(fields::add);
        return fields + " " + new TreeSet<>(reply.headers().map().keySet());
    }

    private int messages(String phone) {
        return nobody.get("/dev/messages?to=" + phone.replace("+", "%2B"))
                .expect(200)
                .json()
                .path("items")
                .size();
    }

    private static Map<Integer, Integer> statuses(List<Callable<Reply>> calls) throws Exception {
        var counts = new HashMap<Integer, Integer>();
        try (var clients = Executors.newVirtualThreadPerTaskExecutor()) {
            for (var answer : clients.invokeAll(calls)) {
                counts.merge(answer.get().status(), 1, Integer::sum);
            }
        }
        return counts;
    }

    private Reply signIn(Map<String, String> request, String code) {
        var body = new LinkedHashMap<String, Object>();
        body.put("grant", "sms");
        body.put("phone", member.phone());
        body.put("requestId", request.get("requestId"));
        body.put("code", code);
        body.put("policyVersion", Member.policyVersion(nobody));
        body.put("readConfirmed", true);
        return nobody.post("/v1/auth/sessions", body);
    }

    private static String wrong(Map<String, String> request, int offset) {
        return "%06d".formatted((Integer.parseInt(request.get("code")) + 1 + offset) % 1_000_000);
    }

    private static String changed(String part, String claim, String value) throws IOException {
        var claims = (ObjectNode) JSON.readTree(Base64.getUrlDecoder().decode(part));
        return encoded(claims.put(claim, value).toString());
    }

    private static String flipped(String signature) {
        var bytes = Base64.getUrlDecoder().decode(signature);
        bytes[20] ^= 1;
        return encoded(bytes);
    }

    /** Signed properly, by a key that is not ours. */
    private static String byStranger(String[] parts) throws GeneralSecurityException {
        var generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        var signature = Signature.getInstance("SHA256withECDSAinP1363Format");
        signature.initSign(generator.generateKeyPair().getPrivate());
        signature.update((parts[0] + "." + parts[1]).getBytes(StandardCharsets.US_ASCII));
        return parts[0] + "." + parts[1] + "." + encoded(signature.sign());
    }

    /** HMAC keyed with what everybody may read. */
    private String byPublicKey(String[] parts) throws GeneralSecurityException {
        var head = encoded("{\"alg\":\"HS256\",\"typ\":\"JWT\"}");
        var mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(nobody.get("/.well-known/jwks.json").body(), "HmacSHA256"));
        var signed = head + "." + parts[1];
        return signed + "." + encoded(mac.doFinal(signed.getBytes(StandardCharsets.US_ASCII)));
    }

    private static String encoded(String text) {
        return encoded(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String encoded(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
