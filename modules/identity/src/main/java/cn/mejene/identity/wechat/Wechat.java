package cn.mejene.identity.wechat;

import cn.mejene.identity.wechat.WechatApi.Told;
import cn.mejene.kernel.Problem;
import cn.mejene.kernel.data.Database;
import cn.mejene.kernel.outbound.Outbound;
import cn.mejene.kernel.privacy.Sources;
import cn.mejene.vault.KeyRing;
import io.vertx.core.json.JsonObject;
import java.time.InstantSource;
import java.util.Map;
import java.util.Set;

/**
 * Who somebody is by WeChat's word (developers.weixin.qq.com: {@code jscode2session}, {@code oauth2/access_token}, {@code
 * getuserphonenumber}). Takes the identifiers and the number, and drops everything else, session keys and user tokens
 * included, unread. Virtual threads only.
 */
public final class Wechat {
    private static final int BUSY = -1;
    private static final int TOO_OFTEN = 45011;
    private static final int BLOCKED = 40226;

    private final WechatApi api;
    private final Sources sources;
    private final WechatConfig config;
    private final ServerTokens tokens;

    public Wechat(
            Outbound outbound,
            Sources sources,
            WechatConfig config,
            Database database,
            KeyRing keyRing,
            InstantSource clock) {
        this.api = new WechatApi(outbound, config);
        this.sources = sources;
        this.config = config;
        this.tokens = new ServerTokens(api, config.miniProgram(), database, keyRing, clock);
    }

    /**
     * Who opened the application.
     *
     * @param code one-time, from the client's WeChat
     * @throws Problem 401 {@code code-invalid}, 403 {@code wechat-blocked} or {@code source-not-authorised}, 429, 503
     */
    public WechatIdentity identify(WechatApplication from, String code) {
        var scope = requireInScope("openid");
        var told =
                switch (from) {
                    case MINI_PROGRAM -> api.get("/sns/jscode2session", query(config.miniProgram(), "js_code", code));
                    case APP -> api.get("/sns/oauth2/access_token", query(app(), "code", code));
                };
        requireTaken(told);
        var openid = told.fields().getString("openid", "");
        if (openid.isEmpty()) {
            throw WechatApi.refused(told.code());
        }
        var appId = from == WechatApplication.APP
                ? app().appId()
                : config.miniProgram().appId();
        return new WechatIdentity(
                appId, openid, scope.contains("unionid") ? told.fields().getString("unionid") : null);
    }

    /**
     * The number that is bound to the account, E.164. WeChat does not say when it last looked whose number it is.
     *
     * @param phoneCode one-time, from the mini-program, for this very person
     */
    public String phone(WechatIdentity person, String phoneCode, String trace) {
        requireInScope("phone");
        var token = tokens.current(trace);
        var told = ask(token, person, phoneCode);
        if (told.code() == 40001 || told.code() == 42001 || told.code() == 40014) {
            told = ask(tokens.after(token, trace), person, phoneCode);
        }
        requireTaken(told);
        var info = told.fields().getJsonObject("phone_info", new JsonObject());
        var watermark = info.getJsonObject("watermark", new JsonObject()).getString("appid", "");
        var number = info.getString("purePhoneNumber", "");
        if (!watermark.equals(config.miniProgram().appId()) || number.isEmpty()) {
            throw WechatApi.refused(told.code());
        }
        // Comes now as a number, now as text.
        return "+" + info.getValue("countryCode") + number;
    }

    /** The agreement with WeChat must let us take it (policy I(D)2); asked before anything is fetched. */
    private Set<String> requireInScope(String field) {
        var scope = sources.scope("wechat-login");
        if (!scope.contains(field)) {
            throw Problem.of(403, "source-not-authorised", "The agreement with WeChat does not cover this.");
        }
        return scope;
    }

    private Told ask(ServerTokens.Token token, WechatIdentity person, String phoneCode) {
        return api.post(
                "/wxa/business/getuserphonenumber",
                Map.of("access_token", token.value()),
                new JsonObject().put("code", phoneCode).put("openid", person.openid()));
    }

    private WechatConfig.Application app() {
        var app = config.app();
        if (app == null) {
            throw Problem.invalid("/application", "enum", "There is no such application.");
        }
        return app;
    }

    private static Map<String, String> query(WechatConfig.Application application, String name, String code) {
        return Map.of(
                "appid",
                application.appId(),
                "secret",
                application.secret().value(),
                name,
                code,
                "grant_type",
                "authorization_code");
    }

    private static void requireTaken(Told told) {
        switch (told.code()) {
            case 0 -> {}
            case 40029, 40163, 41008 ->
                throw Problem.unauthorized("code-invalid", "The code is wrong, was used, or has expired.");
            case BLOCKED -> throw Problem.of(403, "wechat-blocked", "WeChat has blocked this account.");
            case TOO_OFTEN ->
                throw Problem.of(429, "too-many-attempts", "There were too many attempts; try again later.")
                        .header("Retry-After", "60");
            case BUSY -> throw WechatApi.refused(BUSY);
            default -> throw WechatApi.refused(told.code());
        }
    }
}
