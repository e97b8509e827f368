package cn.mejene.payments.wechat;

import cn.mejene.kernel.Json;
import cn.mejene.kernel.outbound.Outbound;
import cn.mejene.payments.provider.ProviderFailure;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.client.HttpResponse;
import io.vertx.ext.web.client.WebClient;
import io.vertx.ext.web.client.WebClientOptions;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Signed calls to WeChat Pay API v3. An answer counts only when its signature holds, except bills, which the provider
 * does not sign and which are checked by their digest. Virtual threads only; it sends once and repeats nothing.
 */
final class WechatPayClient {
    private static final Logger LOG = LoggerFactory.getLogger(WechatPayClient.class);

    private final WebClient client;
    private final WechatPayConfig config;
    private final WechatPaySignatures signatures;

    WechatPayClient(Outbound outbound, WechatPayConfig config, WechatPaySignatures signatures) {
        this.client = outbound.toThirdParty(
                "wechat-pay",
                List.of("paymentId", "amount", "description", "openid"),
                config.endpoint(),
                new WebClientOptions().setUserAgent("mejene").setConnectTimeout((int)
                        config.timeout().toMillis()));
        this.config = config;
        this.signatures = signatures;
    }

    /** The answer's JSON; an empty object for an answer without body. */
    JsonNode post(String target, Object body) {
        return accepted(send(HttpMethod.POST, target, Json.text(body)));
    }

    JsonNode get(String target) {
        return accepted(send(HttpMethod.GET, target, null));
    }

    /** As {@link #get}, empty when the provider knows no such thing. */
    Optional<JsonNode> find(String target) {
        var response = send(HttpMethod.GET, target, null);
        requireSigned(response);
        return response.statusCode() == 404 ? Optional.empty() : Optional.of(accepted(response));
    }

    /** The bytes of a bill, which are not signed. */
    Buffer download(String target) {
        var response = send(HttpMethod.GET, target, null);
        var body = response.body();
        if (response.statusCode() != 200 || body == null) {
            throw ProviderFailure.unknown("download-" + response.statusCode());
        }
        return body;
    }

    private HttpResponse<Buffer> send(HttpMethod method, String target, @Nullable String body) {
        var request = client.requestAbs(
                        method, config.endpoint().resolve(target).toString())
                .timeout(config.timeout().toMillis())
                .putHeader("Accept", "application/json")
                .putHeader("Wechatpay-Serial", signatures.preferredKey())
                .putHeader("Authorization", signatures.authorization(method.name(), target, body == null ? "" : body));
        try {
            return body == null
                    ? request.send().await()
                    : request.putHeader("Content-Type", "application/json")
                            .sendBuffer(Buffer.buffer(body))
                            .await();
        } catch (Exception e) {
            // Also a checked one: what is awaited throws whatever the client failed with.
            LOG.atWarn()
                    .addKeyValue("provider", "wechatpay")
                    .addKeyValue("cause", e.getClass().getSimpleName())
                    .log("payment provider does not answer");
            throw ProviderFailure.unknown("no-answer");
        }
    }

    private JsonNode accepted(HttpResponse<Buffer> response) {
        requireSigned(response);
        var body = tree(response);
        if (response.statusCode() / 100 == 2) {
            return body;
        }
        var code = code(body);
        LOG.atWarn()
                .addKeyValue("provider", "wechatpay")
                .addKeyValue("status", response.statusCode())
                .addKeyValue("code", code)
                .log("payment provider refuses");
        throw response.statusCode() >= 500 || response.statusCode() == 429
                ? ProviderFailure.unknown(code)
                : ProviderFailure.refused(code);
    }

    private void requireSigned(HttpResponse<Buffer> response) {
        var fields = new WechatPaySignatures.Fields(
                header(response, "Wechatpay-Timestamp"),
                header(response, "Wechatpay-Nonce"),
                header(response, "Wechatpay-Serial"),
                header(response, "Wechatpay-Signature"));
        var body = response.body();
        var fault = signatures.judge(fields, body == null ? new byte[0] : body.getBytes());
        if (fault != WechatPaySignatures.Fault.NONE) {
            LOG.atError()
                    .addKeyValue("provider", "wechatpay")
                    .addKeyValue("status", response.statusCode())
                    .addKeyValue("fault", fault)
                    .log("payment provider's answer is not authentic");
            throw ProviderFailure.unknown("not-authentic");
        }
    }

    private static String header(HttpResponse<Buffer> response, String name) {
        var value = response.getHeader(name);
        return value == null ? "" : value;
    }

    private static JsonNode tree(HttpResponse<Buffer> response) {
        var body = response.body();
        if (body == null || body.length() == 0) {
            return JsonNodeFactory.instance.objectNode();
        }
        try {
            return Json.mapper().readTree(body.toString(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw ProviderFailure.unknown("malformed");
        }
    }

    /** The provider's code, if it looks like one; its message is not used. */
    private static String code(JsonNode body) {
        var code = body.path("code").asText();
        return code.matches("[A-Z_]{2,40}") ? code : "none";
    }
}
