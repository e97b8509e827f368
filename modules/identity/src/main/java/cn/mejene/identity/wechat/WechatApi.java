package cn.mejene.identity.wechat;

import cn.mejene.kernel.Problem;
import cn.mejene.kernel.outbound.Outbound;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.client.HttpResponse;
import io.vertx.ext.web.client.WebClient;
import io.vertx.ext.web.client.WebClientOptions;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Calls the WeChat platform and judges its answers, which are 200 whatever they say. Virtual threads only. What it sends
 * holds secrets in the address, as that protocol wants, so neither addresses nor answers are ever logged.
 */
final class WechatApi {
    private static final Logger LOG = LoggerFactory.getLogger(WechatApi.class);
    private static final int LARGEST = 16 * 1024;

    private final WebClient client;
    private final WechatConfig config;

    /** What the platform answered: its fields, or the code it refused with. */
    record Told(int code, JsonObject fields) {
        boolean isRefused() {
            return code != 0;
        }
    }

    WechatApi(Outbound outbound, WechatConfig config) {
        this.client = outbound.toThirdParty(
                "wechat-login",
                List.of("code", "openid"),
                config.endpoint(),
                new WebClientOptions().setUserAgentEnabled(false).setConnectTimeout((int)
                        config.timeout().toMillis()));
        this.config = config;
    }

    Told get(String path, Map<String, String> query) {
        var request = client.getAbs(config.endpoint().resolve(path).toString())
                .timeout(config.timeout().toMillis());
        query.forEach(request::addQueryParam);
        return told(request.send());
    }

    Told post(String path, Map<String, String> query, JsonObject body) {
        var request = client.postAbs(config.endpoint().resolve(path).toString())
                .timeout(config.timeout().toMillis());
        query.forEach(request::addQueryParam);
        return told(request.sendJsonObject(body));
    }

    private static Told told(Future<HttpResponse<Buffer>> sent) {
        try {
            var response = sent.await();
            var body = response.body();
            if (response.statusCode() != 200 || body == null || body.length() > LARGEST) {
                throw away("status");
            }
            // Its media type is plain text as often as JSON.
            var fields = new JsonObject(body);
            return new Told(fields.getInteger("errcode", 0), fields);
        } catch (Problem problem) {
            throw problem;
        } catch (DecodeException | ClassCastException malformed) {
            throw away("malformed");
        } catch (Exception failure) {
            // Also a checked one: what is awaited throws whatever the client failed with.
            throw away(failure.getClass().getSimpleName());
        }
    }

    private static Problem away(String cause) {
        LOG.atWarn().addKeyValue("cause", cause).log("WeChat does not answer");
        return unavailable();
    }

    /** What a refusal that no caller can mend looks like to the caller. */
    static Problem refused(int code) {
        LOG.atWarn().addKeyValue("code", code).log("WeChat refuses");
        return unavailable();
    }

    private static Problem unavailable() {
        return Problem.of(503, "wechat-unavailable", "WeChat cannot be asked now; try again or use a code.")
                .header("Retry-After", "5");
    }
}
