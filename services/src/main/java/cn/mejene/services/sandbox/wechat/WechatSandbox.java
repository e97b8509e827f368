package cn.mejene.services.sandbox.wechat;

import cn.mejene.services.sandbox.Stand;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * WeChat's sign-in: {@code jscode2session}, OAuth 2, {@code stable_token}, {@code getuserphonenumber}, with the
 * provider's paths, fields and error codes, 200 even when it refuses, JSON as plain text. It tells more about a person
 * than was asked for, as the provider does. {@code POST /sandbox/wechat} stands for the person who opens the app: it
 * answers her one-time codes.
 */
public final class WechatSandbox implements Stand {
    /** The mini-program. */
    public static final String MINI_PROGRAM = "wx0123456789abcdef";

    /** The app on phones. */
    public static final String APP = "wxfedcba9876543210";

    private static final int INVALID_CODE = 40029;
    private static final int INVALID_SECRET = 40125;
    private static final int INVALID_APP = 40013;

    private final Map<String, String> secrets;

    /**
     * @param miniProgram secret of the mini-program
     * @param app secret of the app
     */
    public WechatSandbox(String miniProgram, String app) {
        this.secrets = Map.of(MINI_PROGRAM, miniProgram, APP, app);
    }

    @Override
    public void mount(Vertx vertx, Router router) {
        new Desk(secrets).mount(router);
    }

    /** Everything that lives on the event loop. */
    private static final class Desk {
        private final Map<String, String> secrets;
        private final Map<String, StableToken> tokens = new HashMap<>();
        private final OneTimeTickets logins = new OneTimeTickets();
        private final OneTimeTickets phones = new OneTimeTickets();
        private boolean busy;

        Desk(Map<String, String> secrets) {
            this.secrets = secrets;
            secrets.keySet().forEach(app -> tokens.put(app, new StableToken(logins::token)));
        }

        void mount(Router router) {
            var body = BodyHandler.create(false).setBodyLimit(16 * 1024);
            router.get("/sns/jscode2session").handler(this::session);
            router.get("/sns/oauth2/access_token").handler(this::oauth);
            router.post("/cgi-bin/stable_token").handler(body).handler(this::stableToken);
            router.post("/wxa/business/getuserphonenumber").handler(body).handler(this::phone);
            router.post("/sandbox/wechat").handler(body).handler(this::open);
            router.post("/sandbox/wechat/tokens/end").handler(this::endTokens);
            router.get("/sandbox/wechat/tokens").handler(this::told);
        }

        private void session(RoutingContext context) {
            var refusal = refuse(context, "js_code", "authorization_code");
            var person = refusal.isPresent() ? Optional.<WechatPerson>empty() : logins.take(query(context, "js_code"));
            if (person.isEmpty()) {
                fail(context, refusal.orElse(INVALID_CODE));
                return;
            }
            answer(context, identified(person.get()).put("session_key", logins.token()));
        }

        private void oauth(RoutingContext context) {
            var refusal = refuse(context, "code", "authorization_code");
            var person = refusal.isPresent() ? Optional.<WechatPerson>empty() : logins.take(query(context, "code"));
            if (person.isEmpty()) {
                fail(context, refusal.orElse(INVALID_CODE));
                return;
            }
            answer(
                    context,
                    identified(person.get())
                            .put("access_token", logins.token())
                            .put("expires_in", 7200)
                            .put("refresh_token", logins.token())
                            .put("scope", "snsapi_userinfo"));
        }

        /** Also what nobody asked for: whoever calls must take no more than it needs. */
        private static JsonObject identified(WechatPerson person) {
            var answer = new JsonObject()
                    .put("openid", person.openid())
                    .put("nickname", "WECHAT-NICKNAME-MARKER")
                    .put("sex", 2)
                    .put("language", "zh_CN")
                    .put("city", "WECHAT-CITY-MARKER")
                    .put("province", "Guangdong")
                    .put("country", "CN")
                    .put("headimgurl", "https://thirdwx.qlogo.cn/WECHAT-PICTURE-MARKER/132")
                    .put("privilege", new io.vertx.core.json.JsonArray().add("chinaunicom"))
                    .put("is_snapshotuser", 0);
            return person.unionid() == null ? answer : answer.put("unionid", person.unionid());
        }

        private void stableToken(RoutingContext context) {
            var body = context.body().asJsonObject();
            var app = body.getString("appid", "");
            var refusal = refuse(app, body.getString("secret", ""));
            if (refusal.isPresent() || !"client_credential".equals(body.getString("grant_type"))) {
                fail(context, refusal.orElse(40002));
                return;
            }
            var given = token(app).give(body.getBoolean("force_refresh", false));
            answer(context, new JsonObject().put("access_token", given.token()).put("expires_in", given.expiresIn()));
        }

        private void phone(RoutingContext context) {
            var refusal = token(MINI_PROGRAM).refuse(query(context, "access_token"));
            if (refusal.isPresent()) {
                fail(context, refusal.get());
                return;
            }
            var body = context.body().asJsonObject();
            var person = phones.take(body.getString("code", ""));
            if (person.isEmpty()
                    || !body.getString("openid", person.get().openid())
                            .equals(person.get().openid())) {
                fail(context, INVALID_CODE);
                return;
            }
            answer(
                    context,
                    new JsonObject().put("errcode", 0).put("errmsg", "ok").put("phone_info", number(person.get())));
        }

        /** The provider tells the country now as a number, now as text. */
        private static JsonObject number(WechatPerson person) {
            var phone = Objects.requireNonNullElse(person.phone(), "+8613800000000");
            boolean mainland = phone.startsWith("+86");
            var pure = phone.substring(mainland ? 3 : 1);
            return new JsonObject()
                    .put("phoneNumber", mainland ? pure : phone)
                    .put("purePhoneNumber", pure)
                    .put("countryCode", pure.endsWith("1") ? (Object) "86" : (Object) 86)
                    .put(
                            "watermark",
                            new JsonObject().put("timestamp", 1_637_744_274).put("appid", MINI_PROGRAM));
        }

        private void open(RoutingContext context) {
            var body = context.body().asJsonObject();
            var openid = body.getString("openid");
            if (openid == null) {
                context.response().setStatusCode(422).end();
                return;
            }
            var person = new WechatPerson(openid, body.getString("unionid"), body.getString("phone"));
            var codes = new JsonObject().put("code", logins.issue(person));
            if (person.phone() != null) {
                codes.put("phoneCode", phones.issue(person));
            }
            busy = body.getBoolean("busy", false);
            context.json(codes);
        }

        private void endTokens(RoutingContext context) {
            tokens.values().forEach(StableToken::end);
            context.response().setStatusCode(204).end();
        }

        private void told(RoutingContext context) {
            context.json(new JsonObject().put("given", token(MINI_PROGRAM).given()));
        }

        private StableToken token(String app) {
            return Objects.requireNonNull(tokens.get(app));
        }

        private Optional<Integer> refuse(RoutingContext context, String code, String grantType) {
            if (busy) {
                busy = false;
                return Optional.of(-1);
            }
            if (!query(context, "grant_type").equals(grantType)) {
                return Optional.of(40002);
            }
            if (query(context, code).isEmpty()) {
                return Optional.of(41008);
            }
            return refuse(query(context, "appid"), query(context, "secret"));
        }

        private Optional<Integer> refuse(String app, String secret) {
            var known = secrets.get(app);
            if (known == null) {
                return Optional.of(INVALID_APP);
            }
            return known.equals(secret) ? Optional.empty() : Optional.of(INVALID_SECRET);
        }

        private static String query(RoutingContext context, String name) {
            @Nullable String value = context.queryParams().get(name);
            return value == null ? "" : value;
        }

        private void fail(RoutingContext context, int code) {
            answer(
                    context,
                    new JsonObject()
                            .put("errcode", code)
                            .put("errmsg", "refused, rid: " + logins.token().substring(0, 8)));
        }

        private static void answer(RoutingContext context, JsonObject body) {
            context.response().putHeader("Content-Type", "text/plain").end(body.toBuffer());
        }
    }
}
