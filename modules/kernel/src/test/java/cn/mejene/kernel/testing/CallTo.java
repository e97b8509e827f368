package cn.mejene.kernel.testing;

import cn.mejene.kernel.Json;
import cn.mejene.kernel.call.Call;
import cn.mejene.kernel.call.Principal;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Puts a call together the way the gateway would; every method answers the same object. */
public final class CallTo {
    private static final String TRACE = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

    private final String operation;
    private final Map<String, String> path = new LinkedHashMap<>();
    private final Map<String, String> query = new LinkedHashMap<>();
    private final Map<String, String> headers = new LinkedHashMap<>();
    private Principal principal = Principal.anonymous();
    private Duration patience = Duration.ofSeconds(15);
    private String client = "127.0.0.1";
    private @Nullable Buffer body;
    private @Nullable String key;

    private CallTo(String operation) {
        this.operation = operation;
    }

    public static CallTo operation(String operation) {
        return new CallTo(operation);
    }

    /** Who calls; nobody known unless said. */
    public CallTo by(Principal caller) {
        this.principal = caller;
        return this;
    }

    public CallTo path(String name, String value) {
        path.put(name, value);
        return this;
    }

    public CallTo query(String name, String value) {
        query.put(name, value);
        return this;
    }

    /** A header parameter by its lower-case name. */
    public CallTo header(String name, String value) {
        headers.put(name, value);
        return this;
    }

    /** The body as JSON. */
    public CallTo body(Object value) {
        this.body = Buffer.buffer(Json.bytes(value));
        return this;
    }

    /** The body as it comes, for operations that take bytes. */
    public CallTo raw(Buffer bytes) {
        this.body = bytes;
        return this;
    }

    /** The Idempotency-Key. */
    public CallTo key(String idempotencyKey) {
        this.key = idempotencyKey;
        return this;
    }

    /** The caller's network address; this machine unless said. */
    public CallTo from(String address) {
        this.client = address;
        return this;
    }

    /** How long the caller waits; 15 seconds unless said. */
    public CallTo within(Duration time) {
        this.patience = time;
        return this;
    }

    /** The call; its deadline counts from here. */
    public Call build() {
        return new Call(
                operation,
                principal,
                path,
                query,
                headers,
                body,
                key,
                System.nanoTime() + patience.toNanos(),
                TRACE,
                client,
                null);
    }
}
