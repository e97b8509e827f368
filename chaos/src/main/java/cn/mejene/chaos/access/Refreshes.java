package cn.mejene.chaos.access;

import cn.mejene.chaos.Figure;
import cn.mejene.chaos.Stage;
import cn.mejene.chaos.Zero;
import cn.mejene.chaos.client.Client;
import cn.mejene.chaos.client.Reply;
import cn.mejene.chaos.client.Request;
import cn.mejene.chaos.client.SignIn;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * D33: one refresh token at all nodes at once has one successor; one that was used before ends its whole family, on all
 * nodes within a second. For one thread.
 */
final class Refreshes {
    private static final int AT_ONCE = 50;
    private static final int OK = 200;
    private static final int UNAUTHORIZED = 401;
    private static final long DEAD_AFTER_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final Stage stage;
    private final Client client;

    Refreshes(Stage stage, Client client) {
        this.stage = stage;
        this.client = client;
    }

    void run(String phone) throws InterruptedException {
        var first = new SignIn(client).tokens(phone, 1);
        var replies = race(first.refresh());
        var successors = replies.stream()
                .filter(reply -> reply.status() == OK)
                .map(reply -> reply.text("refreshToken"))
                .collect(Collectors.toSet());
        stage.tally().count(Figure.REFRESH);
        if (successors.size() != 1) {
            stage.tally().violated(Zero.REFRESH_SPLIT, successors.size() + " successors of one token");
            return;
        }
        var second = once(successors.iterator().next(), 1);
        if (second.status() != OK) {
            stage.tally().violated(Zero.UNEXPLAINED_REFUSAL, "the successor: " + second.status() + " " + second.code());
            return;
        }
        reuse(first.refresh(), second);
    }

    /** A thief brings the first token when its successor has been used. */
    private void reuse(String stolen, Reply living) {
        int node = stage.installation().nodes();
        var thief = once(stolen, node);
        long ended = System.nanoTime();
        if (!thief.code().equals("refresh-reused")) {
            stage.tally().violated(Zero.REFRESH_SPLIT, "a used token: " + thief.status() + " " + thief.code());
        }
        var look = Request.get("get-profile", "/v1/me").as(living.text("accessToken"));
        long last = 0;
        for (boolean alive = true; alive && System.nanoTime() - ended < 2 * DEAD_AFTER_NANOS; ) {
            alive = false;
            for (int each : stage.installation().allNodes()) {
                long begun = System.nanoTime();
                if (client.once(look, each).filter(Reply::isOk).isPresent()) {
                    alive = true;
                    last = begun - ended;
                }
            }
        }
        stage.tally().measured(Figure.LAST_SESSION, last / 1_000_000);
        if (last > DEAD_AFTER_NANOS) {
            stage.tally().violated(Zero.SESSION_AFTER_SIGN_OUT, "after a reused refresh token");
        }
        for (int each : stage.installation().allNodes()) {
            if (once(living.text("refreshToken"), each).status() != UNAUTHORIZED) {
                stage.tally().violated(Zero.REFRESH_SPLIT, "the family lives on at node " + each);
            }
        }
    }

    private Reply once(String token, int node) {
        return client.once(request(token), node).orElseThrow(() -> new IllegalStateException("no answer"));
    }

    private static Request request(String token) {
        return Request.json("refresh", "POST", "/v1/auth/refresh", Map.of("refreshToken", token));
    }

    private Collection<Reply> race(String token) throws InterruptedException {
        var replies = new ConcurrentLinkedQueue<Reply>();
        var start = new CountDownLatch(1);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < AT_ONCE; i++) {
                int node = 1 + i % stage.installation().nodes();
                threads.execute(() -> {
                    awaitStart(start);
                    client.once(request(token), node).ifPresent(replies::add);
                });
            }
            start.countDown();
        }
        if (replies.size() < AT_ONCE) {
            stage.tally().violated(Zero.BROKEN_TOOL, "only " + replies.size() + " of " + AT_ONCE + " had an answer");
        }
        return replies;
    }

    private static void awaitStart(CountDownLatch start) {
        try {
            start.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
