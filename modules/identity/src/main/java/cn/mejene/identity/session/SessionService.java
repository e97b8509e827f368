package cn.mejene.identity.session;

import cn.mejene.identity.session.SessionRepository.Presented;
import cn.mejene.identity.session.SessionRepository.Session;
import cn.mejene.identity.token.AccessTokens;
import cn.mejene.identity.token.TokenConfig;
import cn.mejene.kernel.Ids;
import cn.mejene.kernel.Problem;
import cn.mejene.kernel.data.Database;
import cn.mejene.kernel.data.Tx;
import cn.mejene.vault.KeyClass;
import cn.mejene.vault.KeyRing;
import cn.mejene.vault.Place;
import io.vertx.core.buffer.Buffer;
import java.time.Instant;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Begins and prolongs sessions. A session is a family of refresh tokens: each is used once, and one that comes back
 * after its time ends the family (RFC 9700 section 4.14). Virtual threads only.
 */
public final class SessionService {
    private static final Logger LOG = LoggerFactory.getLogger(SessionService.class);

    private final Database database;
    private final KeyRing keyRing;
    private final AccessTokens accessTokens;
    private final TokenConfig config;
    private final InstantSource clock;
    private final RefreshTokens refreshTokens;
    private final SessionRepository repository = new SessionRepository();

    private enum Verdict {
        UNKNOWN,
        ENDED,
        REUSED,
        RENEWED
    }

    private record Judged(Verdict verdict, @Nullable OpenedSession renewed) {
        static Judged refused(Verdict verdict) {
            return new Judged(verdict, null);
        }
    }

    public SessionService(
            Database database, KeyRing keyRing, AccessTokens accessTokens, TokenConfig config, InstantSource clock) {
        this.database = database;
        this.keyRing = keyRing;
        this.accessTokens = accessTokens;
        this.config = config;
        this.clock = clock;
        this.refreshTokens = new RefreshTokens(keyRing);
    }

    /** Begins a session in the caller's transaction; its access token is made by {@link #tokens} after the commit. */
    public OpenedSession begin(Tx tx, String principal, SessionKind kind, @Nullable Device device) {
        var now = clock.instant();
        var id = Ids.make("ses");
        var sealed = device == null ? null : Buffer.buffer(keyRing.seal(place(principal, id), device));
        var endsAt = now.plus(config.session());
        var expiresAt = expiry(now, endsAt);
        var token = refreshTokens.make();
        repository.insert(tx, new Session(id, principal, kind, sealed, now, now, endsAt, expiresAt, null));
        repository.insertToken(tx, refreshTokens.hash(token), id, now, expiresAt);
        return new OpenedSession(id, principal, token);
    }

    /** The tokens of a session whose transaction has committed. */
    public TokenPair tokens(OpenedSession session) {
        var access = accessTokens.access(session.principal(), session.id());
        return new TokenPair(access.value(), session.refreshToken(), access.expiresIn());
    }

    /**
     * Exchanges a refresh token for its successor.
     *
     * @throws Problem 401 {@code refresh-invalid}, {@code session-ended} or {@code refresh-reused}; the last has ended
     *     the session
     */
    public TokenPair refresh(String token) {
        var judged = database.transaction(tx -> judge(tx, token));
        var renewed = judged.renewed();
        if (renewed != null) {
            return tokens(renewed);
        }
        throw switch (judged.verdict()) {
            case ENDED -> Problem.unauthorized("session-ended", "The session has ended; sign in again.");
            case REUSED ->
                Problem.unauthorized("refresh-reused", "The token was used before, so its session was ended.");
            default -> Problem.unauthorized("refresh-invalid", "The refresh token is not valid.");
        };
    }

    private Judged judge(Tx tx, String token) {
        var now = clock.instant();
        var found = repository.present(tx, refreshTokens.hash(token));
        if (found.isEmpty()) {
            return Judged.refused(Verdict.UNKNOWN);
        }
        var presented = found.get();
        var session = presented.session();
        if (!session.live(now)) {
            return Judged.refused(Verdict.ENDED);
        }
        if (presented.usedAt() == null) {
            return presented.expiresAt().isAfter(now) ? renew(tx, session, token, now) : Judged.refused(Verdict.ENDED);
        }
        if (retriable(presented, presented.usedAt(), now)) {
            return renewed(session, refreshTokens.successor(token));
        }
        var ended = repository.revoke(tx, session.id(), session.principal(), now);
        LOG.atWarn()
                .addKeyValue("session", session.id())
                .addKeyValue("ended", ended)
                .log("refresh token reused, session ended");
        return Judged.refused(Verdict.REUSED);
    }

    /** The answer may have been lost on its way: the last used token gets the same successor for a short time. */
    private boolean retriable(Presented presented, Instant usedAt, Instant now) {
        return !presented.successorUsed() && usedAt.plus(config.grace()).isAfter(now);
    }

    private Judged renew(Tx tx, Session session, String token, Instant now) {
        var successor = refreshTokens.successor(token);
        var hash = refreshTokens.hash(successor);
        var expiresAt = expiry(now, session.endsAt());
        repository.insertToken(tx, hash, session.id(), now, expiresAt);
        repository.useToken(tx, refreshTokens.hash(token), hash, now);
        repository.touch(tx, session.id(), now, expiresAt);
        return renewed(session, successor);
    }

    private static Judged renewed(Session session, String successor) {
        return new Judged(Verdict.RENEWED, new OpenedSession(session.id(), session.principal(), successor));
    }

    private Instant expiry(Instant now, Instant endsAt) {
        var idle = now.plus(config.refresh());
        return idle.isBefore(endsAt) ? idle : endsAt;
    }

    static Place place(String principal, String session) {
        return new Place(principal, KeyClass.IDENTITY, "identity.session", "device", session);
    }
}
