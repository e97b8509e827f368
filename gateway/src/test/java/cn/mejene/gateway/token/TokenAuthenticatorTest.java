package cn.mejene.gateway.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import cn.mejene.gateway.http.Authenticated;
import cn.mejene.kernel.Problem;
import cn.mejene.kernel.call.Principal;
import cn.mejene.kernel.call.Sessions;
import cn.mejene.kernel.config.ConfigException;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class TokenAuthenticatorTest {
    // Far from the system's clock, so that a check on that one shows.
    private static final Instant NOW = Instant.parse("2041-03-01T08:00:00Z");
    private static final Tokens ISSUER = new Tokens("key-1");
    private static final TokenConfig CONFIG = new TokenConfig(Tokens.ISSUER, Tokens.AUDIENCE, 100);

    private final Vertx vertx = Vertx.vertx();
    private final AtomicLong nanoTime = new AtomicLong();
    private final Sessions sessions = new LiveSessions();
    private final List<JsonObject> published = new ArrayList<>(List.of(ISSUER.jwk()));
    private final List<String> spent = new ArrayList<>();
    private Instant now = NOW;
    private int keyRequests;
    private boolean sessionEnded;
    private TokenAuthenticator authenticator;

    @BeforeEach
    void open() {
        authenticator = TokenAuthenticator.open(vertx, CONFIG, sessions, () -> now, nanoTime::get)
                .await();
    }

    @AfterEach
    void close() {
        vertx.close().await();
    }

    @Test
    void principal_isThatOfTheSession_whenTheTokenIsGood() {
        var who = authenticate(ISSUER.good(NOW));

        assertThat(who.principal().id()).isEqualTo("mem_1");
        assertThat(who.stepUpOperation()).isNull();
        assertThat(who.tokenId()).isEqualTo("0123456789abcdef");
    }

    @Test
    void token_isTaken_whenItsAudienceIsAListWithOurs() {
        assertThat(authenticate(ISSUER.with(NOW, "aud", List.of("other", Tokens.AUDIENCE)))
                        .principal()
                        .id())
                .isEqualTo("mem_1");
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource({"otherShapes", "otherHeaders", "otherSignatures", "otherClaims"})
    void token_isInvalid_when(String fault, String token) {
        assertThat(refusal(token).code()).as(fault).isEqualTo("token-invalid");
        assertThat(refusal(token).status()).isEqualTo(401);
        assertThat(refusal(token).headers()).containsEntry("WWW-Authenticate", "Bearer error=\"invalid_token\"");
    }

    static Stream<Arguments> otherShapes() {
        var good = ISSUER.good(NOW);
        var parts = good.split("\\.");
        var claims = Tokens.claims(NOW);
        return Stream.of(
                Arguments.of("alg none, two segments", Tokens.unsigned(Map.of("alg", "none"), claims)),
                Arguments.of("alg none, empty signature", Tokens.unsigned(Map.of("alg", "none"), claims) + "."),
                Arguments.of("alg none with kid", Tokens.unsigned(header("alg", "none"), claims) + "."),
                Arguments.of("ES256, two segments", Tokens.unsigned(header("alg", "ES256"), claims)),
                Arguments.of("four segments", good + "." + parts[2]),
                Arguments.of("nothing", ""),
                Arguments.of("dots", ".."),
                Arguments.of("no base 64", "!!." + parts[1] + "." + parts[2]),
                Arguments.of("too long", good + "A".repeat(5000)));
    }

    static Stream<Arguments> otherHeaders() {
        var claims = Tokens.claims(NOW);
        return Stream.of(
                Arguments.of("HS256 with the public key", ISSUER.hmacWithPublicKey(claims)),
                Arguments.of("other alg in the header", ISSUER.signed(header("alg", "ES384"), claims)),
                Arguments.of("lower-case alg", ISSUER.signed(header("alg", "es256"), claims)),
                Arguments.of("other typ", ISSUER.signed(header("typ", "logout+jwt"), claims)),
                Arguments.of(
                        "jwk in the header",
                        ISSUER.signed(header("jwk", ISSUER.jwk().getMap()), claims)),
                Arguments.of("jku in the header", ISSUER.signed(header("jku", "https://evil.test/jwks"), claims)),
                Arguments.of("x5u in the header", ISSUER.signed(header("x5u", "https://evil.test/x"), claims)),
                Arguments.of("x5c in the header", ISSUER.signed(header("x5c", List.of("MIIB")), claims)),
                Arguments.of("crit in the header", ISSUER.signed(header("crit", List.of("exp")), claims)),
                Arguments.of("no kid", ISSUER.signed(Map.of("alg", "ES256"), claims)),
                Arguments.of("unknown kid", ISSUER.signed(header("kid", "key-2"), claims)),
                Arguments.of("kid traversal", ISSUER.signed(header("kid", "../../../dev/null"), claims)),
                Arguments.of("kid is no text", ISSUER.signed(header("kid", 1), claims)));
    }

    static Stream<Arguments> otherSignatures() {
        var parts = ISSUER.good(NOW).split("\\.");
        return Stream.of(
                Arguments.of("another's signature", new Tokens("key-1").good(NOW)),
                Arguments.of("tampered claims", parts[0] + "." + tampered() + "." + parts[2]),
                Arguments.of("tampered signature", parts[0] + "." + parts[1] + "." + flipped(parts[2])),
                Arguments.of("all-zero signature", parts[0] + "." + parts[1] + "." + Tokens.text(new byte[64])),
                Arguments.of("short signature", parts[0] + "." + parts[1] + "." + Tokens.text(new byte[63])));
    }

    static Stream<Arguments> otherClaims() {
        return Stream.of(
                Arguments.of("no exp", ISSUER.with(NOW, "exp", null)),
                Arguments.of("exp as text", ISSUER.with(NOW, "exp", "4102444800")),
                Arguments.of("no iat", ISSUER.with(NOW, "iat", null)),
                Arguments.of("future iat", ISSUER.with(NOW, "iat", NOW.getEpochSecond() + 60)),
                Arguments.of("future nbf", ISSUER.with(NOW, "nbf", NOW.getEpochSecond() + 60)),
                Arguments.of("wrong iss", ISSUER.with(NOW, "iss", "https://evil.test")),
                Arguments.of("no iss", ISSUER.with(NOW, "iss", null)),
                Arguments.of("wrong aud", ISSUER.with(NOW, "aud", "other")),
                Arguments.of("wrong audiences", ISSUER.with(NOW, "aud", List.of("other"))),
                Arguments.of("aud as object", ISSUER.with(NOW, "aud", Map.of("a", Tokens.AUDIENCE))),
                Arguments.of("no aud", ISSUER.with(NOW, "aud", null)),
                Arguments.of("refresh as access", ISSUER.with(NOW, "token_use", "refresh")),
                Arguments.of("no token_use", ISSUER.with(NOW, "token_use", null)),
                Arguments.of("no jti", ISSUER.with(NOW, "jti", null)),
                Arguments.of("no sub", ISSUER.with(NOW, "sub", null)),
                Arguments.of("no sid", ISSUER.with(NOW, "sid", null)),
                Arguments.of("another's session", ISSUER.with(NOW, "sub", "mem_2")));
    }

    @Test
    void token_isExpired_fromTheVeryInstantOfExp() {
        var token = ISSUER.with(NOW, "exp", NOW.getEpochSecond() + 10);

        now = NOW.plusSeconds(10).minusMillis(1);
        assertThat(authenticate(token).principal().id()).isEqualTo("mem_1");
        now = NOW.plusSeconds(10);
        assertThat(refusal(token).code()).isEqualTo("token-expired");
        assertThat(refusal(ISSUER.with(NOW, "exp", NOW.getEpochSecond() + 9)).code())
                .isEqualTo("token-expired");
    }

    @Test
    void session_isAskedEveryTime_evenWhenTheTokenIsKnown() {
        var token = ISSUER.good(NOW);
        authenticate(token);

        sessionEnded = true;

        assertThat(refusal(token).code()).isEqualTo("session-ended");
    }

    @Test
    void keys_areAskedForAgain_whenOneIsUnknownButNotMoreOftenThanEveryFiveSeconds() {
        var second = new Tokens("key-2");
        assertThat(keyRequests).isEqualTo(1);

        refusal(second.good(NOW));
        assertThat(keyRequests).isEqualTo(1);

        published.add(second.jwk());
        nanoTime.addAndGet(TimeUnit.SECONDS.toNanos(5));
        assertThat(authenticate(second.good(NOW)).principal().id()).isEqualTo("mem_1");
        assertThat(keyRequests).isEqualTo(2);

        refusal(new Tokens("key-3").good(NOW));
        assertThat(keyRequests).isEqualTo(2);
    }

    @Test
    void knownToken_dies_whenItsKeyIsWithdrawn() {
        var token = ISSUER.good(NOW);
        authenticate(token);

        published.clear();
        published.add(new Tokens("key-2").jwk());
        nanoTime.addAndGet(TimeUnit.SECONDS.toNanos(61));

        assertThat(refusal(token).code()).isEqualTo("token-invalid");
    }

    @Test
    void oldKeys_stay_whenNewOnesCannotBeHad() {
        published.clear();
        nanoTime.addAndGet(TimeUnit.SECONDS.toNanos(61));

        assertThat(authenticate(ISSUER.good(NOW)).principal().id()).isEqualTo("mem_1");
    }

    @Test
    void stepUp_isSpentByTokenId() {
        var who = authenticate(ISSUER.with(NOW, "step_up", "records.delete"));
        assertThat(who.stepUpOperation()).isEqualTo("records.delete");

        authenticator.spendStepUp(who).await();

        assertThat(spent).containsExactly("0123456789abcdef");
    }

    @Test
    void stepUp_isRefused_whenTheTokenIsAnOrdinaryOne() {
        var who = authenticate(ISSUER.good(NOW));

        assertThatThrownBy(() -> authenticator.spendStepUp(who).await())
                .isInstanceOfSatisfying(Problem.class, p -> assertThat(p.code()).isEqualTo("step-up-required"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("unusableKeys")
    void boot_isRefused_when(String fault, List<JsonObject> keys) {
        published.clear();
        published.addAll(keys);

        assertThatThrownBy(() -> TokenAuthenticator.open(vertx, CONFIG, sessions, () -> now)
                        .await())
                .as(fault)
                .isInstanceOf(ConfigException.class);
    }

    static Stream<Arguments> unusableKeys() {
        var good = new Tokens("k").jwk();
        return Stream.of(
                Arguments.of("there is no key", List.of()),
                Arguments.of(
                        "a key is of another kind",
                        List.of(new JsonObject().put("kty", "oct").put("k", "AAAA"))),
                Arguments.of("a key has no kid", List.of(good.copy().putNull("kid"))),
                Arguments.of("two keys share a kid", List.of(good, new Tokens("k").jwk())),
                Arguments.of("a key is for encryption", List.of(good.copy().put("use", "enc"))));
    }

    private Authenticated authenticate(String token) {
        return authenticator.authenticate(token).await();
    }

    private Problem refusal(String token) {
        return catchThrowableOfType(Problem.class, () -> authenticate(token));
    }

    private static Map<String, Object> header(String name, Object value) {
        var header = new HashMap<String, Object>(Map.of("alg", "ES256", "kid", "key-1"));
        header.put(name, value);
        return header;
    }

    private static String tampered() {
        var claims = Tokens.claims(NOW);
        claims.put("sub", "mem_2");
        return Tokens.unsigned(Map.of(), claims).split("\\.")[1];
    }

    private static String flipped(String signature) {
        return (signature.charAt(0) == 'A' ? 'B' : 'A') + signature.substring(1);
    }

    private final class LiveSessions implements Sessions {
        @Override
        public Future<List<JsonObject>> verificationKeys() {
            keyRequests++;
            return Future.succeededFuture(List.copyOf(published));
        }

        @Override
        public Future<Principal> principal(String sessionId) {
            return sessionEnded
                    ? Future.failedFuture(Problem.unauthorized("session-ended", "The session has ended."))
                    : Future.succeededFuture(Principal.member("mem_1", sessionId));
        }

        @Override
        public Future<Void> spendStepUp(String tokenId) {
            spent.add(tokenId);
            return Future.succeededFuture();
        }
    }
}
