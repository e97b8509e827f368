package cn.mejene.kernel.call;

import cn.mejene.kernel.Json;
import cn.mejene.kernel.Problem;
import cn.mejene.kernel.data.Holder;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * One call of an operation, validated against the contract before it is made. Immutable; passed by reference on one
 * node and as JSON between nodes.
 *
 * @param operation the contract's operationId or an internal address
 * @param path path parameters by name
 * @param query query parameters by name
 * @param headers declared header parameters by lower-case name
 * @param body the JSON or raw body; empty for streams
 * @param idempotencyKey the caller's key
 * @param deadline when the caller stops waiting, in {@link System#nanoTime()} of this process; sent between nodes as
 *     the time left
 * @param trace W3C trace context ({@code traceparent}) of the call
 * @param client network address of the caller as the gateway saw it
 * @param carrier the run of the node that a stream comes by; null for a call without one
 */
public record Call(
        String operation,
        Principal principal,
        Map<String, String> path,
        Map<String, String> query,
        Map<String, String> headers,
        @Nullable Buffer body,
        @Nullable String idempotencyKey,
        long deadline,
        String trace,
        String client,
        @Nullable Holder carrier) {

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    public Call {
        path = Map.copyOf(path);
        query = Map.copyOf(query);
        headers = Map.copyOf(headers);
    }

    /** A path parameter that the contract guarantees. */
    public String path(String name) {
        var value = path.get(name);
        if (value == null) {
            throw new IllegalStateException("the contract of " + operation + " has no path parameter " + name);
        }
        return value;
    }

    public Optional<String> query(String name) {
        return Optional.ofNullable(query.get(name));
    }

    public Optional<String> header(String name) {
        return Optional.ofNullable(headers.get(name));
    }

    /** Binds the JSON body. */
    public <T> T body(Class<T> type) {
        if (body == null) {
            throw Problem.of(400, "body-missing", "The call needs a JSON body.");
        }
        return Json.bind(body.getBytes(), type);
    }

    /** Milliseconds until the caller stops waiting; at least 1. */
    public long millisLeft() {
        return Math.max(1, (deadline - System.nanoTime()) / 1_000_000);
    }

    /** The trace id, 32 hex digits. */
    public String traceId() {
        return trace.length() >= 35 ? trace.substring(3, 35) : trace;
    }

    /** A call of another operation on behalf of the same caller, within what is left of the deadline. */
    public Call to(String address, @Nullable Object newBody) {
        var bytes = newBody == null ? null : Buffer.buffer(Json.bytes(newBody));
        return new Call(address, principal, Map.of(), Map.of(), Map.of(), bytes, null, deadline, trace, client, null);
    }

    /** A call that a module makes of its own accord, for somebody's sake that it knows from an event. */
    public static Call ofPlatform(String module, String address, Object newBody) {
        return new Call(
                address,
                Principal.system(module),
                Map.of(),
                Map.of(),
                Map.of(),
                Buffer.buffer(Json.bytes(newBody)),
                null,
                System.nanoTime() + PATIENCE.toNanos(),
                newTrace(),
                module,
                null);
    }

    /** A trace context that nothing else has. */
    public static String newTrace() {
        var bytes = new byte[24];
        ThreadLocalRandom.current().nextBytes(bytes);
        var hex = HexFormat.of().formatHex(bytes);
        return "00-" + hex.substring(0, 32) + "-" + hex.substring(32, 48) + "-01";
    }

    /** The same call under another address, without its body. */
    public Call as(String address) {
        return new Call(
                address, principal, path, query, headers, null, idempotencyKey, deadline, trace, client, carrier);
    }

    /** The same call under another address with another body. */
    public Call as(String address, Object newBody) {
        var bytes = Buffer.buffer(Json.bytes(newBody));
        return new Call(
                address, principal, path, query, headers, bytes, idempotencyKey, deadline, trace, client, carrier);
    }

    /** The same call by another, for what the platform does itself to answer it. */
    public Call by(Principal other) {
        return new Call(operation, other, path, query, headers, body, idempotencyKey, deadline, trace, client, carrier);
    }

    /** The same call with more time, for the steps after a long stream. */
    public Call until(long newDeadline) {
        return new Call(
                operation, principal, path, query, headers, body, idempotencyKey, newDeadline, trace, client, carrier);
    }

    /** Who holds what this call begins: the node that its stream comes by, else the given one. */
    public Holder holderOr(Holder other) {
        return carrier == null ? other : carrier;
    }

    /** The same call with a stream that comes by a node: what it holds is free when that node is gone. */
    public Call carriedBy(Holder node) {
        return new Call(
                operation, principal, path, query, headers, body, idempotencyKey, deadline, trace, client, node);
    }
}
