package cn.mejene.vault.keys;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Speaks the transit API of HashiCorp Vault (version 1) for keys of type {@code aes256-gcm96} with derivation: the same
 * paths, fields, codes and error texts, on real ciphers. Can be sealed, and can stop answering.
 */
public final class TransitServer implements AutoCloseable {
    public static final String TOKEN = "hvs.token-of-a-test";

    private final Vertx vertx = Vertx.vertx();
    private final SecureRandom random = new SecureRandom();
    private final Map<String, NamedKey> keys = new ConcurrentHashMap<>();
    private final AtomicInteger requests = new AtomicInteger();
    private final HttpServer server;
    private volatile boolean sealed;
    private volatile boolean silent;

    private static final class NamedKey {
        private final TreeMap<Integer, byte[]> versions = new TreeMap<>();
        private int minDecryption = 1;
    }

    /** What Vault answers with a code and a list of errors. */
    private static final class Refused extends RuntimeException {
        private static final long serialVersionUID = 1L;
        private final int code;

        Refused(int code, String error) {
            super(error);
            this.code = code;
        }
    }

    public TransitServer() {
        var key = new NamedKey();
        key.versions.put(1, secret());
        keys.put("mejene-root", key);
        server = vertx.createHttpServer()
                .requestHandler(this::answer)
                .listen(0, "127.0.0.1")
                .await();
    }

    public URI address() {
        return URI.create("http://127.0.0.1:" + server.actualPort());
    }

    public void seal(boolean on) {
        sealed = on;
    }

    /** Takes requests and answers none. */
    public void silence(boolean on) {
        silent = on;
    }

    public int requests() {
        return requests.get();
    }

    /** Makes a version as an operator of the service would. */
    public void rotate() {
        var key = keys.get("mejene-root");
        synchronized (key) {
            rotated(key);
        }
    }

    public int latestVersion() {
        return keys.get("mejene-root").versions.lastKey();
    }

    public int minDecryptionVersion() {
        return keys.get("mejene-root").minDecryption;
    }

    private byte[] secret() {
        var bytes = new byte[32];
        random.nextBytes(bytes);
        return bytes;
    }

    private void answer(HttpServerRequest request) {
        requests.incrementAndGet();
        if (silent) {
            return;
        }
        request.body().onSuccess(body -> {
            try {
                var data = serve(request, body.length() == 0 ? new JsonObject() : body.toJsonObject());
                if (data.isEmpty()) {
                    request.response().setStatusCode(204).end();
                } else {
                    json(
                            request,
                            200,
                            new JsonObject()
                                    .put("request_id", "0a8e6c5c-3f0e-2d59-58a8-ab2e5d1b3c11")
                                    .put("lease_id", "")
                                    .put("renewable", false)
                                    .put("lease_duration", 0)
                                    .put("data", data)
                                    .putNull("wrap_info")
                                    .putNull("warnings")
                                    .putNull("auth"));
                }
            } catch (IllegalArgumentException malformed) {
                json(request, 400, new JsonObject().put("errors", new JsonArray().add("invalid ciphertext")));
            } catch (Refused refused) {
                var errors =
                        refused.getMessage().isEmpty() ? new JsonArray() : new JsonArray().add(refused.getMessage());
                json(request, refused.code, new JsonObject().put("errors", errors));
            }
        });
    }

    private static void json(HttpServerRequest request, int code, JsonObject body) {
        request.response()
                .setStatusCode(code)
                .putHeader("Content-Type", "application/json")
                .end(body.encode());
    }

    private JsonObject serve(HttpServerRequest request, JsonObject body) {
        if (sealed) {
            throw new Refused(503, "Vault is sealed");
        }
        if (!TOKEN.equals(request.getHeader("X-Vault-Token"))) {
            throw new Refused(403, "permission denied");
        }
        var path = request.path().split("/");
        if (path.length < 5 || !path[1].equals("v1") || !path[2].equals("transit")) {
            throw new Refused(404, "no handler for route");
        }
        var key = keys.get(path[4]);
        if (key == null) {
            throw new Refused(404, "");
        }
        var verb = path[3] + (path.length > 5 ? "/" + path[5] : "");
        synchronized (key) {
            return switch (request.method() + " " + verb) {
                case "POST encrypt" -> sealedText(key, bytes(body, "plaintext"), bytes(body, "context"));
                case "POST decrypt" ->
                    new JsonObject().put("plaintext", Base64.getEncoder().encodeToString(opened(key, body)));
                case "POST rewrap" -> sealedText(key, opened(key, body), bytes(body, "context"));
                case "POST keys/rotate" -> rotated(key);
                case "POST keys/config" -> configured(key, body);
                case "GET keys" ->
                    new JsonObject()
                            .put("name", path[4])
                            .put("type", "aes256-gcm96")
                            .put("derived", true)
                            .put("latest_version", key.versions.lastKey())
                            .put("min_decryption_version", key.minDecryption);
                default -> throw new Refused(405, "unsupported operation");
            };
        }
    }

    private JsonObject rotated(NamedKey key) {
        key.versions.put(key.versions.lastKey() + 1, secret());
        return new JsonObject();
    }

    private static JsonObject configured(NamedKey key, JsonObject body) {
        key.minDecryption = body.getInteger("min_decryption_version", key.minDecryption);
        return new JsonObject();
    }

    private JsonObject sealedText(NamedKey key, byte[] plain, byte[] context) {
        int version = key.versions.lastKey();
        var nonce = new byte[12];
        random.nextBytes(nonce);
        var sealedBytes = gcm(Cipher.ENCRYPT_MODE, derived(key, version, context), nonce, plain);
        var all = Arrays.copyOf(nonce, 12 + sealedBytes.length);
        System.arraycopy(sealedBytes, 0, all, 12, sealedBytes.length);
        return new JsonObject()
                .put(
                        "ciphertext",
                        "vault:v" + version + ":" + Base64.getEncoder().encodeToString(all))
                .put("key_version", version);
    }

    private static byte[] opened(NamedKey key, JsonObject body) {
        var parts = body.getString("ciphertext", "").split(":", 3);
        if (parts.length != 3 || !parts[0].equals("vault")) {
            throw new Refused(400, "invalid ciphertext: no prefix");
        }
        int version = Integer.parseInt(parts[1].substring(1));
        if (version < key.minDecryption) {
            throw new Refused(400, "ciphertext or signature version is disallowed by policy (too old)");
        }
        if (!key.versions.containsKey(version)) {
            throw new Refused(400, "invalid ciphertext: version is too new");
        }
        var all = Base64.getDecoder().decode(parts[2]);
        return gcm(
                Cipher.DECRYPT_MODE,
                derived(key, version, bytes(body, "context")),
                Arrays.copyOf(all, 12),
                Arrays.copyOfRange(all, 12, all.length));
    }

    private static byte[] bytes(JsonObject body, String field) {
        var text = body.getString(field);
        if (text == null) {
            throw new Refused(
                    400, "missing '" + field + "' for key derivation; the key was created using a derived key");
        }
        return Base64.getDecoder().decode(text);
    }

    private static byte[] derived(NamedKey key, int version, byte[] context) {
        try {
            var mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key.versions.get(version), "HmacSHA256"));
            return mac.doFinal(context);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] gcm(int mode, byte[] key, byte[] nonce, byte[] input) {
        try {
            var cipher = Cipher.getInstance("AES/GCM/NoPadding");
            cipher.init(mode, new SecretKeySpec(key, "AES"), new GCMParameterSpec(128, nonce));
            return cipher.doFinal(input);
        } catch (GeneralSecurityException e) {
            throw new Refused(400, "cipher: message authentication failed");
        }
    }

    /** The configuration of this server for a node. */
    public String yaml(String tokenFile, String tombstones) {
        return """
                transit: {address: "%s", key: mejene-root, token: "file:%s", timeout: PT3S, cache: PT0S}
                tombstones: "%s"
                """.formatted(address(), tokenFile, tombstones);
    }

    static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    @Override
    public void close() {
        vertx.close().await();
    }
}
