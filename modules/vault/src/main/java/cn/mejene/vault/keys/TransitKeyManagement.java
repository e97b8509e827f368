package cn.mejene.vault.keys;

import cn.mejene.kernel.Problem;
import cn.mejene.kernel.outbound.Outbound;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.client.HttpRequest;
import io.vertx.ext.web.client.HttpResponse;
import io.vertx.ext.web.client.WebClient;
import io.vertx.ext.web.client.WebClientOptions;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The root key in a transit engine of HashiCorp Vault, API version 1. The context goes in as the key's derivation
 * context, so that a wrapped key opens for nothing else. A wrapped key is Vault's text, {@code vault:v<n>:…}.
 */
final class TransitKeyManagement implements KeyManagement {
    private static final Logger LOG = LoggerFactory.getLogger(TransitKeyManagement.class);
    private static final Pattern WRAPPED = Pattern.compile("vault:v([1-9][0-9]{0,8}):[A-Za-z0-9+/=]+");

    private final TransitConfig config;
    private final WebClient client;

    TransitKeyManagement(Outbound outbound, TransitConfig config) {
        this.config = config;
        this.client = outbound.toOwn(
                "modules.keys.transit",
                config.address(),
                config.region(),
                new WebClientOptions()
                        .setUserAgentEnabled(false)
                        .setConnectTimeout((int) config.timeLimit().toMillis())
                        .setIdleTimeout(60));
    }

    @Override
    public byte[] wrap(byte[] key, byte[] context) {
        var wrapped = call(
                        "encrypt",
                        new JsonObject().put("plaintext", base64(key)).put("context", base64(context)))
                .getString("ciphertext");
        return checked(wrapped);
    }

    @Override
    public byte[] unwrap(byte[] wrapped, byte[] context) {
        var key = call(
                        "decrypt",
                        new JsonObject().put("ciphertext", text(wrapped)).put("context", base64(context)))
                .getString("plaintext");
        return Base64.getDecoder().decode(key);
    }

    @Override
    public byte[] rewrap(byte[] wrapped, byte[] context) {
        return checked(
                call("rewrap", new JsonObject().put("ciphertext", text(wrapped)).put("context", base64(context)))
                        .getString("ciphertext"));
    }

    @Override
    public String version(byte[] wrapped) {
        var match = WRAPPED.matcher(text(wrapped));
        if (!match.matches()) {
            throw new IllegalStateException("a wrapped key without version");
        }
        return "v" + match.group(1);
    }

    @Override
    public String rotate() {
        send(HttpMethod.POST, config.path("keys/" + config.key() + "/rotate"), new JsonObject());
        return current();
    }

    @Override
    public String current() {
        return "v" + latestVersion();
    }

    private int latestVersion() {
        return data(send(HttpMethod.GET, config.path("keys/" + config.key()), null))
                .getInteger("latest_version");
    }

    @Override
    public void keepOnly(String version) {
        int number = Integer.parseInt(version.substring(1));
        if (number != latestVersion()) {
            throw new IllegalStateException("only the current version can be the one that is kept");
        }
        send(
                HttpMethod.POST,
                config.path("keys/" + config.key() + "/config"),
                new JsonObject().put("min_decryption_version", number));
    }

    private JsonObject call(String verb, JsonObject body) {
        return data(send(HttpMethod.POST, config.path(verb + "/" + config.key()), body));
    }

    private HttpResponse<Buffer> send(HttpMethod method, String path, @Nullable JsonObject body) {
        HttpResponse<Buffer> response;
        try {
            var request = request(method, path);
            response = (body == null ? request.send() : request.sendJsonObject(body)).await();
        } catch (Exception e) {
            LOG.atWarn().addKeyValue("cause", e.getClass().getSimpleName()).log("key service cannot be reached");
            throw away();
        }
        if (response.statusCode() == 400) {
            throw new IllegalStateException("the key service cannot unwrap this key");
        }
        if (response.statusCode() != 200 && response.statusCode() != 204) {
            // Sealed (503), overloaded (429), a token that expired (403), a key that is not there (404): for us, away.
            LOG.atError().addKeyValue("code", response.statusCode()).log("key service refuses");
            throw away();
        }
        return response;
    }

    private HttpRequest<Buffer> request(HttpMethod method, String path) {
        var request = client.requestAbs(method, config.address().resolve(path).toString())
                .timeout(config.timeLimit().toMillis())
                .putHeader("X-Vault-Token", config.token().value())
                .putHeader("X-Vault-Request", "true");
        var namespace = config.namespace();
        return namespace == null ? request : request.putHeader("X-Vault-Namespace", namespace);
    }

    private static JsonObject data(HttpResponse<Buffer> response) {
        try {
            return response.bodyAsJsonObject().getJsonObject("data");
        } catch (RuntimeException e) {
            LOG.atError().addKeyValue("cause", e.getClass().getSimpleName()).log("key service answers something else");
            throw away();
        }
    }

    private static Problem away() {
        return Problem.unavailable("The key service cannot be reached.");
    }

    private byte[] checked(String wrapped) {
        var bytes = wrapped.getBytes(StandardCharsets.US_ASCII);
        version(bytes);
        return bytes;
    }

    private static String text(byte[] wrapped) {
        return new String(wrapped, StandardCharsets.US_ASCII);
    }

    private static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }
}
