package cn.mejene.chaos.client;

import cn.mejene.chaos.Figure;
import cn.mejene.chaos.History;
import cn.mejene.chaos.Observed;
import cn.mejene.chaos.Zero;
import cn.mejene.chaos.system.NodePorts;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Calls nodes as a careful app does: when there is no answer, or one that asks to come again, it sends the same request
 * to another node; a refusal is final. It judges the form and time of every answer on the way. Thread-safe.
 */
public final class Client implements AutoCloseable {
    /** What the contract allows a call, and what judging it allows the machine. */
    private static final Duration CALL_LIMIT = Duration.ofSeconds(12);

    private static final Duration STREAM_LIMIT = Duration.ofSeconds(40);
    private static final Duration PATIENCE = Duration.ofSeconds(150);
    private static final long FIRST_PAUSE_MILLIS = 100;
    private static final long LONGEST_PAUSE_MILLIS = 1_500;

    private final NodePorts ports;
    private final Observed observed;
    private final HttpClient http;
    private final String actor;

    private Client(NodePorts ports, Observed observed, HttpClient http, String actor) {
        this.ports = ports;
        this.observed = observed;
        this.http = http;
        this.actor = actor;
    }

    public static Client of(NodePorts ports, Observed observed) {
        return new Client(ports, observed, builder().build(), "");
    }

    /** The same from another of this machine's addresses. */
    public static Client from(InetAddress address, NodePorts ports, Observed observed) {
        return new Client(ports, observed, builder().localAddress(address).build(), "");
    }

    private static HttpClient.Builder builder() {
        return HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(CALL_LIMIT);
    }

    /** The same connections under an actor's name. */
    public Client named(String name) {
        return new Client(ports, observed, http, name);
    }

    public int nodes() {
        return ports.nodes();
    }

    /**
     * Sends the request, beginning with the node, until a node answers it for good.
     *
     * @throws Unanswered when none does, which is counted
     */
    public Reply call(Request request, int firstNode) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        int node = firstNode;
        for (int number = 1; System.nanoTime() < end; number++) {
            var reply = attempt(request, node, number);
            if (reply != null && !reply.asksToComeAgain()) {
                return reply;
            }
            observed.tally().count(Figure.RETRIES);
            pause(number, reply);
            node = node % nodes() + 1;
        }
        observed.tally().violated(Zero.UNANSWERED, actor + " " + request.operation());
        throw new Unanswered(request.operation());
    }

    /** Sends the request once; nothing when no answer came. */
    public Optional<Reply> once(Request request, int node) {
        return Optional.ofNullable(attempt(request, node, 1));
    }

    /** The same for a body that goes out piece by piece, as the pacer lets it. */
    public Optional<Reply> once(Request request, int node, Pacer pacer) {
        var told = new History.Try(actor, node, request.operation(), request.key(), 1);
        observed.tally().count(Figure.CALLS);
        long begin = System.nanoTime();
        try (var exchange = new SocketExchange(ports.http(node), STREAM_LIMIT)) {
            return Optional.of(judged(told, request, exchange.send(request, node, pacer)));
        } catch (IOException e) {
            return Optional.ofNullable(broken(told, e.getClass().getSimpleName(), begin));
        }
    }

    /** Reads what comes, to its end or to where it breaks; judges nothing. */
    public Received receive(Request request, int node) {
        try {
            var response = http.send(build(request, node), BodyHandlers.ofInputStream());
            var bytes = new ByteArrayOutputStream();
            try (var body = response.body()) {
                body.transferTo(bytes);
                return new Received(response.statusCode(), bytes.toByteArray(), true);
            } catch (IOException cut) {
                return new Received(response.statusCode(), bytes.toByteArray(), false);
            }
        } catch (IOException noAnswer) {
            return new Received(0, new byte[0], false);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private @Nullable Reply attempt(Request request, int node, int number) {
        var told = new History.Try(actor, node, request.operation(), request.key(), number);
        observed.tally().count(Figure.CALLS);
        long begin = System.nanoTime();
        var future = http.sendAsync(build(request, node), BodyHandlers.ofByteArray());
        try {
            var limit = request.stream() ? STREAM_LIMIT : CALL_LIMIT;
            return judged(told, request, reply(node, future.get(limit.toMillis(), TimeUnit.MILLISECONDS), begin));
        } catch (TimeoutException hanging) {
            future.cancel(true);
            if (!observed.weather().silent(node, begin, System.nanoTime())) {
                observed.tally().violated(Zero.HANGING_CALL, actor + " " + request.operation() + " at node " + node);
            }
            return broken(told, "hanging", begin);
        } catch (ExecutionException e) {
            var cause = e.getCause() == null ? e : e.getCause();
            return broken(told, cause.getClass().getSimpleName(), begin);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private HttpRequest build(Request request, int node) {
        var address = URI.create("http://127.0.0.1:" + ports.http(node) + request.path());
        var body = request.body().length == 0 ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(request.body());
        var built = HttpRequest.newBuilder(address).method(request.method(), body);
        request.headers().forEach(built::header);
        return built.build();
    }

    private static Reply reply(int node, HttpResponse<byte[]> response, long begin) {
        return new Reply(node, response.statusCode(), response.headers(), response.body(), millis(begin));
    }

    private Reply judged(History.Try told, Request request, Reply reply) {
        var what = told.actor() + " " + told.operation() + " at node " + told.node() + ": " + reply.outcome();
        if (reply.isFailure() && !reply.isProblem() && !request.method().equals("HEAD")) {
            observed.tally().violated(Zero.NO_PROBLEM, what);
        }
        if (reply.isUnavailable()) {
            observed.tally().count(Figure.UNAVAILABLE);
            failed(told);
            if (reply.retryAfterSeconds().isEmpty()) {
                observed.tally().violated(Zero.NO_RETRY_AFTER, what);
            }
        } else if (reply.isFull()) {
            observed.tally().count(Figure.NO_ROOM);
        } else if (reply.status() >= 500) {
            observed.tally().violated(Zero.SERVER_ERROR, what);
        } else if (reply.isLimited()) {
            observed.tally().count(Figure.LIMITED);
        }
        observed.history().call(told, reply.outcome(), reply.millis());
        return reply;
    }

    private @Nullable Reply broken(History.Try told, String outcome, long begin) {
        failed(told);
        observed.history().call(told, outcome, millis(begin));
        return null;
    }

    private void failed(History.Try told) {
        observed.tally().count(Figure.FAILED);
        observed.failures().failed(told.node());
    }

    private static long millis(long begin) {
        return (System.nanoTime() - begin) / 1_000_000;
    }

    /** Grows with the tries, heeds what the node asked for, and is never long: another node may be well. */
    private static void pause(int number, @Nullable Reply reply) {
        long wanted = reply == null ? 0 : 1_000 * reply.retryAfterSeconds().orElse(0);
        long grown = FIRST_PAUSE_MILLIS << Math.min(4, number - 1);
        long millis = Math.min(LONGEST_PAUSE_MILLIS, reply != null && reply.isLimited() ? wanted : grown);
        try {
            TimeUnit.MILLISECONDS.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        http.shutdownNow();
        http.close();
    }
}
