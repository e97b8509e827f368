package cn.mejene.identity.wechat;

import cn.mejene.identity.wechat.ServerTokenRepository.Stored;
import cn.mejene.kernel.data.Database;
import cn.mejene.kernel.data.Tx;
import cn.mejene.kernel.privacy.Access;
import cn.mejene.kernel.privacy.Access.Action;
import cn.mejene.kernel.privacy.Access.Resource;
import cn.mejene.vault.KeyClass;
import cn.mejene.vault.KeyRing;
import cn.mejene.vault.Place;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one server token of the mini-program that all nodes share: kept sealed in PostgreSQL, refreshed by whoever holds
 * its row, so that nodes do not end each other's tokens. Virtual threads only.
 */
final class ServerTokens {
    private static final Logger LOG = LoggerFactory.getLogger(ServerTokens.class);
    private static final String PLATFORM = "platform";
    private static final Duration MARGIN = Duration.ofMinutes(5);
    /** The platform forces a new token at most this often. */
    private static final Duration BETWEEN_FORCED = Duration.ofSeconds(30);

    private final WechatApi api;
    private final WechatConfig.Application application;
    private final Database database;
    private final KeyRing keyRing;
    private final InstantSource clock;
    private final ServerTokenRepository repository = new ServerTokenRepository();
    private volatile @Nullable Token known;

    /** A token in clear, in this node's memory only. */
    record Token(String value, long version, Instant expiresAt) {
        boolean goodAt(Instant now) {
            return expiresAt.minus(MARGIN).isAfter(now);
        }

        @Override
        public String toString() {
            return "Token[" + version + "]";
        }
    }

    private record SealedToken(String value) {
        @Override
        public String toString() {
            return "SealedToken[***]";
        }
    }

    ServerTokens(
            WechatApi api,
            WechatConfig.Application application,
            Database database,
            KeyRing keyRing,
            InstantSource clock) {
        this.api = api;
        this.application = application;
        this.database = database;
        this.keyRing = keyRing;
        this.clock = clock;
    }

    Token current(String trace) {
        var mine = known;
        if (mine != null && mine.goodAt(clock.instant())) {
            return mine;
        }
        var stored = repository
                .find(database, application.appId())
                .filter(this::isGood)
                .orElseGet(() -> database.transaction(tx -> refreshed(tx, null)));
        return remembered(stored, trace);
    }

    /** A token after one that the platform did not take: another node's, or one newly asked for. */
    Token after(Token refused, String trace) {
        known = null;
        return remembered(database.transaction(tx -> refreshed(tx, refused)), trace);
    }

    private Stored refreshed(Tx tx, @Nullable Token refused) {
        var app = application.appId();
        var stored = repository.lock(tx, app);
        boolean newer = refused == null
                || stored.filter(s -> s.version() > refused.version()).isPresent();
        var good = stored.filter(this::isGood);
        if (newer && good.isPresent()) {
            return good.get();
        }
        var now = clock.instant();
        boolean force = good.filter(s -> s.obtainedAt().plus(BETWEEN_FORCED).isBefore(now))
                .isPresent();
        var told = api.post(
                "/cgi-bin/stable_token",
                Map.of(),
                new JsonObject()
                        .put("grant_type", "client_credential")
                        .put("appid", app)
                        .put("secret", application.secret().value())
                        .put("force_refresh", force));
        var token = told.fields().getString("access_token", "");
        if (told.isRefused() || token.isEmpty()) {
            throw WechatApi.refused(told.code());
        }
        var sealed = Buffer.buffer(keyRing.seal(place(app), new SealedToken(token)));
        repository.store(tx, app, sealed, now, now.plusSeconds(told.fields().getLong("expires_in", 0L)));
        stored.ifPresent(old -> tx.afterCommit(() -> keyRing.destroy(old.token().getBytes())));
        LOG.atInfo().log("WeChat server token renewed");
        return repository.find(tx, app).orElseThrow();
    }

    private Token remembered(Stored stored, String trace) {
        var access =
                Access.system("identity", PLATFORM, Action.READ, Resource.of("wechat-token"), "authentication", trace);
        var app = application.appId();
        var opened = keyRing.open(access, "identity.wechat")
                .value(place(app), stored.token().getBytes(), SealedToken.class);
        var token = new Token(opened.value(), stored.version(), stored.expiresAt());
        known = token;
        return token;
    }

    private boolean isGood(Stored stored) {
        return stored.expiresAt().minus(MARGIN).isAfter(clock.instant());
    }

    private static Place place(String app) {
        return new Place(PLATFORM, KeyClass.IDENTITY, "identity.wechat_token", "token", app);
    }
}
