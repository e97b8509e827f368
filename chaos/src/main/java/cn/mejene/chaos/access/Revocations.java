package cn.mejene.chaos.access;

import cn.mejene.chaos.Figure;
import cn.mejene.chaos.Stage;
import cn.mejene.chaos.Zero;
import cn.mejene.chaos.client.Client;
import cn.mejene.chaos.client.Clinic;
import cn.mejene.chaos.client.Reply;
import cn.mejene.chaos.client.Request;
import cn.mejene.chaos.client.SignIn;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * D34: grants, consents and sessions end while every node is asked without a pause; then the same with one node cut off
 * from the others. No call that begins after the answer may read; a session may answer for one more second. For one
 * thread.
 */
final class Revocations {
    private static final String CONSENT = "clinic-records";
    private static final Duration NOTICED = Duration.ofSeconds(30);
    private static final Duration BACK = Duration.ofSeconds(90);
    private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(10);
    private static final long BEFORE_MILLIS = 50;
    private static final long WATCHED_MILLIS = 1_300;
    private static final long DEAD_AFTER_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final Stage stage;
    private final Client client;
    private final Person member;
    private final Clinic clinic;
    private final String smileId;

    Revocations(Stage stage, Client client, String phone) {
        this.stage = stage;
        this.client = client;
        this.member = new Person(client, phone);
        this.clinic = new SignIn(client).clinics(1).getFirst();
        this.smileId = member.call(Request.json("activate-smile-id", "POST", "/v1/me/smile-id", Map.of()), 1)
                .text("smileId");
    }

    void run(int rounds) throws Exception {
        rounds(rounds, "whole");
        int alone = 1 + stage.random().nextInt(stage.installation().nodes());
        stage.history().fault("split node " + alone, "strikes");
        stage.installation().links().cut(Set.of(alone));
        try {
            stage.installation().awaitAlone(alone, NOTICED);
            rounds(rounds, "split");
        } finally {
            stage.installation().links().heal();
        }
        stage.installation().awaitWhole(BACK);
        stage.installation().awaitAllReady(BACK);
        stage.history().fault("split node " + alone, "healed");
    }

    private void rounds(int rounds, String state) throws Exception {
        for (int i = 0; i < rounds; i++) {
            int node = 1 + i % stage.installation().nodes();
            var grant = letIn(node);
            ends(Request.delete("revoke-grant", "/v1/me/grants/" + grant), node, state);
            letIn(node);
            ends(Request.delete("withdraw-consent", "/v1/me/consents/" + CONSENT), node, state);
            signOut(node, state);
        }
    }

    private String letIn(int node) {
        member.consent(CONSENT, node);
        var body = Map.of("clinicId", clinic.id(), "scopes", List.of("records:read"));
        return member.call(Request.json("give-grant", "POST", "/v1/me/grants", body), node)
                .text("id");
    }

    /** The clinic reads at every node until nothing is read any more. */
    private void ends(Request revocation, int node, String state) throws Exception {
        var reading = Request.get("clinic-reads", "/v1/records")
                .as(clinic.token())
                .with("Smile-Id", smileId)
                .with("Mejene-Purpose", "treatment");
        long last = watch(reading, () -> member.call(revocation, node));
        stage.tally().count(Figure.REVOCATION);
        stage.tally().measured(Figure.LAST_READ, Math.max(0, last) / 1_000_000);
        if (last > 0) {
            stage.tally()
                    .violated(
                            Zero.READ_AFTER_REVOCATION,
                            revocation.operation() + ", " + state + ": read " + last / 1_000_000 + " ms later");
        }
        // Grants that are left would let her in again with the next consent.
        member.call(Request.get("list-grants", "/v1/me/grants?limit=100"), node)
                .json()
                .path("items")
                .forEach(grant -> member.call(
                        Request.delete(
                                "revoke-grant",
                                "/v1/me/grants/" + grant.path("id").asText()),
                        node));
    }

    private void signOut(int node, String state) throws Exception {
        var token = new SignIn(client).member(member.phone(), node);
        var look = Request.get("other-device", "/v1/me/preferences").as(token);
        long last = watch(
                look,
                () -> client.call(
                        Request.delete("sign-out", "/v1/auth/sessions/current").as(token), node));
        stage.tally().count(Figure.SIGN_OUT);
        stage.tally().measured(Figure.LAST_SESSION, Math.max(0, last) / 1_000_000);
        if (last > DEAD_AFTER_NANOS) {
            stage.tally().violated(Zero.SESSION_AFTER_SIGN_OUT, state + ": answered " + last / 1_000_000 + " ms later");
        }
    }

    private interface Ending {
        Reply end();
    }

    /** Nanoseconds from the answer to the begin of the last call that succeeded anywhere; negative when before it. */
    private long watch(Request looking, Ending ending) throws Exception {
        var lastBegun = new AtomicLong(Long.MIN_VALUE);
        var going = new AtomicBoolean(true);
        long ended;
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int node : stage.installation().allNodes()) {
                threads.execute(() -> poll(looking, node, going, lastBegun));
            }
            try {
                TimeUnit.MILLISECONDS.sleep(BEFORE_MILLIS);
                var reply = ending.end();
                ended = System.nanoTime();
                if (!reply.isOk()) {
                    stage.tally().violated(Zero.BROKEN_TOOL, "not ended: " + reply.status() + " " + reply.code());
                }
                TimeUnit.MILLISECONDS.sleep(WATCHED_MILLIS);
            } finally {
                going.set(false);
            }
        }
        if (lastBegun.get() == Long.MIN_VALUE) {
            stage.tally().violated(Zero.BROKEN_TOOL, looking.operation() + " never succeeded");
        }
        return lastBegun.get() - ended;
    }

    private void poll(Request looking, int node, AtomicBoolean going, AtomicLong lastBegun) {
        while (going.get()) {
            long begun = System.nanoTime();
            if (client.once(looking, node).filter(Reply::isOk).isPresent()) {
                lastBegun.accumulateAndGet(begun, Math::max);
            }
            LockSupport.parkNanos(POLL_NANOS);
        }
    }
}
