package cn.mejene.payments.alipay;

import cn.mejene.kernel.Json;
import cn.mejene.kernel.outbound.Outbound;
import cn.mejene.payments.provider.ProviderFailure;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.client.HttpResponse;
import io.vertx.ext.web.client.WebClient;
import io.vertx.ext.web.client.WebClientOptions;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Signed calls to Alipay's gateway. An answer counts only when its signature holds over exactly the text that was sent.
 * Virtual threads only; it sends once and repeats nothing.
 */
final class AlipayClient {
    private static final Logger LOG = LoggerFactory.getLogger(AlipayClient.class);
    private static final String SUCCESS = "10000";

    private final WebClient client;
    private final AlipayConfig config;
    private final AlipaySignatures signatures;
    private final InstantSource clock;

    /** The part of an answer that is signed, as it was sent, and its signature. */
    private record Signed(String text, JsonNode tree, String signature) {}

    AlipayClient(Outbound outbound, AlipayConfig config, AlipaySignatures signatures, InstantSource clock) {
        this.client = outbound.toThirdParty(
                "alipay",
                List.of("paymentId", "amount", "description"),
                config.endpoint(),
                new WebClientOptions().setUserAgentEnabled(false).setConnectTimeout((int)
                        config.timeout().toMillis()));
        this.config = config;
        this.signatures = signatures;
        this.clock = clock;
    }

    /** A signed request as a form, for whoever sends it: us, the payer's app, the payer's browser. */
    String form(String method, Map<String, ?> content, Instant at) {
        var parameters = new TreeMap<String, String>();
        parameters.put("app_id", config.appId());
        parameters.put("method", method);
        parameters.put("format", "JSON");
        parameters.put("charset", "utf-8");
        parameters.put("sign_type", "RSA2");
        parameters.put("timestamp", AlipayTime.write(at));
        parameters.put("version", "1.0");
        parameters.put("notify_url", config.notifyUrl().toString());
        parameters.put("biz_content", Json.text(content));
        parameters.put("sign", signatures.sign(parameters));
        return AlipayForm.write(parameters);
    }

    /**
     * Calls a method.
     *
     * @throws ProviderFailure refused with Alipay's {@code sub_code}, or unknown
     */
    JsonNode call(String method, Map<String, ?> content) {
        var response = send(form(method, content, clock.instant()));
        if (response.statusCode() != 200) {
            throw ProviderFailure.unknown("http-" + response.statusCode());
        }
        var answer = answer(response, method.replace('.', '_') + "_response");
        var code = answer.path("code").asText();
        if (code.equals(SUCCESS)) {
            return answer;
        }
        var reason = answer.path("sub_code").asText();
        var word = reason.matches("[A-Za-z0-9._-]{2,60}") ? reason : "none";
        // 20000 and SYSTEM_ERROR say that Alipay does not know itself.
        throw code.equals("20000") || word.endsWith("SYSTEM_ERROR")
                ? ProviderFailure.unknown(word)
                : ProviderFailure.refused(word);
    }

    /** The bytes behind an address that an answer has named. */
    Buffer download(String address) {
        try {
            var response = client.getAbs(address)
                    .timeout(config.timeout().toMillis())
                    .send()
                    .await();
            if (response.statusCode() == 200 && response.body() != null) {
                return response.body();
            }
            throw ProviderFailure.unknown("download-" + response.statusCode());
        } catch (ProviderFailure failure) {
            throw failure;
        } catch (Exception e) {
            throw noAnswer(e);
        }
    }

    private HttpResponse<Buffer> send(String form) {
        try {
            return client.postAbs(config.endpoint().toString())
                    .timeout(config.timeout().toMillis())
                    .putHeader("Content-Type", "application/x-www-form-urlencoded;charset=utf-8")
                    .sendBuffer(Buffer.buffer(form))
                    .await();
        } catch (Exception e) {
            // Also a checked one: what is awaited throws whatever the client failed with.
            throw noAnswer(e);
        }
    }

    private static ProviderFailure noAnswer(Exception e) {
        LOG.atWarn()
                .addKeyValue("provider", "alipay")
                .addKeyValue("cause", e.getClass().getSimpleName())
                .log("payment provider does not answer");
        return ProviderFailure.unknown("no-answer");
    }

    private JsonNode answer(HttpResponse<Buffer> response, String name) {
        var body = response.body();
        var signed = signed(body == null ? "" : body.toString(StandardCharsets.UTF_8), name);
        if (!signatures.verify(signed.text(), signed.signature())) {
            LOG.atError().addKeyValue("provider", "alipay").log("payment provider's answer is not authentic");
            throw ProviderFailure.unknown("not-authentic");
        }
        return signed.tree();
    }

    /** Finds the signed part by its place in the text: written anew it would be another text. */
    private static Signed signed(String text, String name) {
        var part = "";
        var signature = "";
        try (var parser = Json.mapper().getFactory().createParser(text)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw ProviderFailure.unknown("malformed");
            }
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                var field = parser.currentName();
                parser.nextToken();
                int begin = (int) parser.currentTokenLocation().getCharOffset();
                if (field.equals("sign")) {
                    signature = parser.getText();
                } else {
                    parser.skipChildren();
                    if (field.equals(name) || field.equals("error_response")) {
                        part = text.substring(
                                begin, (int) parser.currentLocation().getCharOffset());
                    }
                }
            }
            return new Signed(part, Json.mapper().readTree(part.isEmpty() ? "{}" : part), signature);
        } catch (IOException e) {
            throw ProviderFailure.unknown("malformed");
        }
    }
}
