package cn.mejene.launcher.system;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Map;
import java.util.function.Supplier;

/**
 * One caller's view of a node: its address and, unless nobody is signed in, a token. It keeps no cookie, and no answer may
 * bring one (policy II(A)2). Immutable, thread-safe.
 */
final class Api {
    private static final Duration PATIENCE = Duration.ofSeconds(120);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient client;
    private final int port;
    private final Map<String, String> headers;

    private Api(HttpClient client, int port, Map<String, String> headers) {
        this.client = client;
        this.port = port;
        this.headers = headers;
    }

    static Api at(int port) {
        return new Api(builder().build(), port, Map.of());
    }

    private static HttpClient.Builder builder() {
        return HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(Duration.ofSeconds(30));
    }

    /** The same from another of this machine's addresses. */
    Api from(String address) {
        try {
            var client = builder().localAddress(InetAddress.getByName(address)).build();
            return new Api(client, port, headers);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The same with this token. */
    Api as(String token) {
        return with("Authorization", "Bearer " + token);
    }

    /** The same with one more header field in every request. */
    Api with(String name, String value) {
        var more = new java.util.TreeMap<>(headers);
        more.put(name, value);
        return new Api(client, port, Map.copyOf(more));
    }

    /** The same caller at another node. */
    Api on(int otherPort) {
        return new Api(client, otherPort, headers);
    }

    /** The same without a header field. */
    Api without(String name) {
        var fewer = new java.util.TreeMap<>(headers);
        fewer.remove(name);
        return new Api(client, port, Map.copyOf(fewer));
    }

    int port() {
        return port;
    }

    Map<String, String> headers() {
        return headers;
    }

    Reply get(String path) {
        return call("GET", path, BodyPublishers.noBody());
    }

    Reply head(String path) {
        return call("HEAD", path, BodyPublishers.noBody());
    }

    Reply delete(String path) {
        return call("DELETE", path, BodyPublishers.noBody());
    }

    Reply post(String path, Object body) {
        return json("POST", path, body);
    }

    Reply put(String path, Object body) {
        return json("PUT", path, body);
    }

    Reply patch(String path, Object body) {
        return json("PATCH", path, body);
    }

    Reply json(String method, String path, Object body) {
        try {
            var bytes = JSON.writeValueAsBytes(body);
            return with("Content-Type", "application/json").call(method, path, BodyPublishers.ofByteArray(bytes));
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    Reply call(String method, String path, BodyPublisher body) {
        var request = HttpRequest.newBuilder(uri(path)).timeout(PATIENCE).method(method, body);
        headers.forEach(request::header);
        return send(request.build());
    }

    URI uri(String path) {
        return URI.create("http://127.0.0.1:" + port + path);
    }

    /** A body of unknown length, so that it is sent in chunks. */
    static BodyPublisher chunked(Supplier<? extends java.io.InputStream> bytes) {
        return BodyPublishers.ofInputStream(bytes);
    }

    private Reply send(HttpRequest request) {
        try {
            var response = client.send(request, BodyHandlers.ofByteArray());
            if (response.headers().firstValue("set-cookie").isPresent()) {
                throw new AssertionError("a cookie in the answer to " + request.method() + " " + request.uri());
            }
            return new Reply(response.statusCode(), response.headers(), response.body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
