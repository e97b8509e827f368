package cn.mejene.chaos.cluster;

import cn.mejene.chaos.Figure;
import cn.mejene.chaos.Stage;
import cn.mejene.chaos.Zero;
import cn.mejene.chaos.client.Client;
import cn.mejene.chaos.client.Reply;
import cn.mejene.chaos.client.Request;
import cn.mejene.chaos.client.SignIn;
import cn.mejene.chaos.system.Truth;
import java.io.IOException;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.function.IntFunction;
import java.util.stream.Collectors;

/** Many attempts at what may happen once, spread over all nodes at the same moment. For one thread, once. */
final class Races {
    private static final int TRIES = 5;
    private static final int OK = 200;
    private static final int CREATED = 201;
    private static final int UNAUTHORIZED = 401;

    private final Town town;
    private final Stage stage;
    private final int racers;
    private final Truth truth;

    Races(Town town, int racers) throws IOException {
        this.town = town;
        this.stage = town.stage();
        this.racers = racers;
        this.truth = new Truth(stage.installation());
    }

    void run() throws IOException, SQLException, InterruptedException {
        town.openClinics();
        var member = new Member(town, "racer", 1);
        member.signIn();
        smileId(member);
        idempotencyKey(member);
        code();
        jobs();
    }

    /** One member activates on all nodes at once: one id, made once. */
    private void smileId(Member member) throws InterruptedException {
        var request = member.signed(Request.json("race-smile-id", "POST", "/v1/me/smile-id", Map.of()));
        var replies = race(_ -> request);
        var ids = replies.stream()
                .filter(Reply::isOk)
                .map(reply -> reply.text("smileId"))
                .collect(Collectors.toSet());
        long made = replies.stream().filter(reply -> reply.status() == CREATED).count();
        if (ids.size() != 1 || made != 1) {
            stage.tally().violated(Zero.DOUBLED_SMILE_ID, "raced for: " + ids.size() + " ids, made " + made + " times");
        }
        requireAnswers("Smile ID", replies.stream().filter(Reply::isOk).count());
    }

    /** One request under one key on all nodes at once: one grant. */
    private void idempotencyKey(Member member) throws InterruptedException {
        Care.letIn(member, town.clinic(0));
        var body = Map.of("clinicId", town.clinic(1).id(), "scopes", List.of("records:read"));
        var request = member.signed(
                Request.json("race-grant", "POST", "/v1/me/grants", body).key(member.newKey()));
        var replies = race(_ -> request);
        var ids = replies.stream()
                .filter(reply -> reply.status() == CREATED)
                .map(reply -> reply.text("id"))
                .collect(Collectors.toSet());
        long listed = 0;
        for (var grant : member.call(Request.get("list-grants", "/v1/me/grants?limit=500"), 1)
                .json()
                .path("items")) {
            listed += grant.path("clinicId").asText().equals(town.clinic(1).id()) ? 1 : 0;
        }
        if (ids.size() != 1 || listed != 1) {
            stage.tally()
                    .violated(Zero.DOUBLED_EFFECT, "raced for: " + ids.size() + " grants told, " + listed + " listed");
        }
        requireAnswers("idempotency key", ids.isEmpty() ? 0 : replies.size());
    }

    /** Wrong guesses on all nodes at once: five are looked at, and then the right one is too late. */
    private void code() throws IOException, SQLException, InterruptedException {
        var desk = new SignIn(town.client().named("racer"));
        var phone = town.freshPhone();
        var code = desk.code(phone, "login", 1);
        var guess = desk.session(phone, code, 1);
        var wrong = new String(guess.body(), java.nio.charset.StandardCharsets.UTF_8);
        long before = truth.triesOfPhones();
        var replies = race(i -> guess.body(wrong.replace(
                        '"' + code.code() + '"',
                        '"' + GuessCode.wrong(code, i + 1).code() + '"')
                .getBytes(java.nio.charset.StandardCharsets.UTF_8)));
        long tried = truth.triesOfPhones() - before;
        var late = town.client().named("racer").call(guess, 1);
        if (tried > TRIES || late.isOk()) {
            stage.tally()
                    .violated(Zero.TRY_TOO_MANY, tried + " guesses looked at, the right code then " + late.status());
        }
        stage.tally().count(Figure.CODE);
        long refused =
                replies.stream().filter(reply -> reply.status() == UNAUTHORIZED).count();
        requireAnswers("code", tried == TRIES ? refused : 0);
    }

    /** The clock is moved on all nodes at once: each due time of each job is taken once. */
    private void jobs() throws IOException, SQLException, InterruptedException {
        var epochs = truth.clockEpochs();
        var runs = truth.runs();
        try (var movers = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int node : stage.installation().allNodes()) {
                movers.execute(() -> move(node));
            }
        }
        var newRuns = difference(truth.runs(), runs);
        difference(truth.clockEpochs(), epochs).forEach((job, taken) -> {
            long kept = newRuns.getOrDefault(job, 0L);
            stage.tally().measured(Figure.JOB_RUN, kept);
            if (taken != kept) {
                stage.tally().violated(Zero.JOB_TWICE, job + ": taken " + taken + " times for " + kept + " due times");
            }
        });
        requireAnswers("jobs", newRuns.isEmpty() ? 0 : racers);
    }

    private void move(int node) {
        var reply = town.client()
                .named("racer")
                .once(
                        Request.json("move-clock", "POST", "/dev/clock", Map.of("advance", "P1D"))
                                .streamed(),
                        node);
        if (reply.isEmpty() || reply.get().status() != OK) {
            stage.tally().violated(Zero.BROKEN_TOOL, "the clock did not move at node " + node);
            return;
        }
        reply.get().json().path("ran").forEach(run -> {
            if (!run.path("outcome").asText().equals("done")) {
                stage.tally().violated(Zero.BROKEN_TOOL, run.path("job").asText() + " failed");
            }
        });
    }

    private static Map<String, Long> difference(Map<String, Long> after, Map<String, Long> before) {
        var difference = new HashMap<String, Long>();
        after.forEach((name, number) -> {
            long more = number - before.getOrDefault(name, 0L);
            if (more != 0) {
                difference.put(name, more);
            }
        });
        return difference;
    }

    /** Everybody waits for the last one and then goes. */
    private Collection<Reply> race(IntFunction<Request> attempt) throws InterruptedException {
        var replies = new ConcurrentLinkedQueue<Reply>();
        var start = new CountDownLatch(1);
        try (var client = Client.of(stage.installation().ports(), stage.observed());
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var racing = client.named("racer");
            for (int i = 0; i < racers; i++) {
                int number = i;
                var request = attempt.apply(i);
                threads.execute(() -> {
                    awaitStart(start);
                    racing.once(request, 1 + number % racing.nodes()).ifPresent(replies::add);
                });
            }
            start.countDown();
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

    /** A race that hardly anybody ran proves nothing. */
    private void requireAnswers(String race, long answers) {
        if (answers < racers / 2) {
            stage.tally().violated(Zero.BROKEN_TOOL, race + ": only " + answers + " of " + racers + " had an answer");
        }
    }
}
