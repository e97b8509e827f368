package cn.mejene.chaos.access;

import cn.mejene.chaos.Figure;
import cn.mejene.chaos.Stage;
import cn.mejene.chaos.Zero;
import cn.mejene.chaos.client.Client;
import cn.mejene.chaos.client.Request;
import cn.mejene.chaos.client.SignIn;
import cn.mejene.chaos.system.Truth;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * D29: a crowd guesses the codes of one number on all nodes at once, and asks for a new code when the old one is dead.
 * Who guesses never has the right code, so whoever is let in was let in wrongly. For one thread.
 */
final class Guessing {
    private static final int CREATED = 201;
    private static final int ACCEPTED = 202;
    private static final int BEYOND = 2;

    private final Stage stage;
    private final Crowd crowd;
    private final Limits limits;
    private final Truth truth;

    Guessing(Stage stage, Crowd crowd, Limits limits) throws IOException {
        this.stage = stage;
        this.crowd = crowd;
        this.limits = limits;
        this.truth = new Truth(stage.installation());
    }

    /** Guesses this often at the codes of one number, as many times at each code that it gets. */
    void attack(String phone, int guesses) throws IOException, SQLException {
        long before = truth.triesOfPhones();
        int sent = 0;
        for (int i = 0; i < limits.codesPerPhone() + BEYOND; i++) {
            var client = crowd.caller(stage.random().nextInt(crowd.size()));
            var body = Map.of("phone", phone, "purpose", "login");
            var reply = client.once(Request.json("send-code", "POST", "/v1/auth/codes", body), node(i));
            if (reply.filter(it -> it.status() == ACCEPTED).isPresent()) {
                sent++;
                var requestId = reply.get().text("requestId");
                guessAt(
                        client,
                        phone,
                        requestId,
                        Math.max(BEYOND * limits.triesPerCode(), guesses / limits.codesPerPhone()));
            }
        }
        long tried = truth.triesOfPhones() - before;
        stage.tally().measured(Figure.LOOKED_AT, tried);
        if (tried > limits.triesPerPhone() || sent > limits.codesPerPhone()) {
            stage.tally().violated(Zero.BUDGET_EXCEEDED, tried + " tries of " + sent + " codes of one number in a day");
        }
    }

    private void guessAt(Client client, String phone, String requestId, int guesses) throws IOException, SQLException {
        long before = truth.triesOfPhones();
        var desk = new SignIn(client);
        var code = new SignIn.Code(requestId, desk.newest(phone, 1));
        var right = desk.session(phone, code, 1);
        var letIn = new AtomicInteger();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < guesses; i++) {
                int guess = i;
                threads.execute(() -> crowd.caller(guess)
                        .once(wrong(right, code.code(), guess), node(guess))
                        .ifPresent(reply -> letIn.addAndGet(reply.status() == CREATED ? 1 : 0)));
            }
        }
        stage.tally().measured(Figure.GUESS, guesses);
        long tried = truth.triesOfPhones() - before;
        boolean late = client.once(right, 1).filter(reply -> reply.isOk()).isPresent();
        if (tried > limits.triesPerCode() || letIn.get() > 0 || late) {
            stage.tally()
                    .violated(
                            Zero.TRY_TOO_MANY,
                            tried + " of " + guesses + " guesses at a code looked at, " + letIn
                                    + " let in, the right one " + (late ? "let in" : "refused") + " afterwards");
        }
    }

    private static Request wrong(Request right, String code, int step) {
        int other = (Integer.parseInt(code) + 1 + step % 999_999) % 1_000_000;
        var body = new String(right.body(), StandardCharsets.UTF_8);
        return right.body(
                body.replace('"' + code + '"', "\"%06d\"".formatted(other)).getBytes(StandardCharsets.UTF_8));
    }

    private int node(int number) {
        return 1 + number % stage.installation().nodes();
    }
}
