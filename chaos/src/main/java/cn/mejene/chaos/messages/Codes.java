package cn.mejene.chaos.messages;

import cn.mejene.chaos.Figure;
import cn.mejene.chaos.Stage;
import cn.mejene.chaos.Zero;
import cn.mejene.chaos.client.Client;
import cn.mejene.chaos.client.Request;
import cn.mejene.chaos.client.SignIn;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Strangers who ask for codes, one after the other, while a campaign goes out and providers fail (D28): each code that was
 * promised is there, and none waits for the campaign. Has a thread of its own until it is closed.
 */
final class Codes implements AutoCloseable {
    private static final Duration LATE = Duration.ofSeconds(5);
    private static final long PAUSE_MILLIS = 200;
    private static final int ACCEPTED = 2;

    private final Stage stage;
    private final Client client;
    private final SignIn signIn;
    private final AtomicBoolean going = new AtomicBoolean(true);
    private final List<String> promised = new ArrayList<>();
    private final Thread asking;

    Codes(Stage stage, Client client) {
        this.stage = stage;
        this.client = client;
        this.signIn = new SignIn(client);
        this.asking = Thread.ofVirtual().name("codes").start(this::ask);
    }

    private void ask() {
        for (int i = 0; going.get(); i++) {
            var phone = "+86137%08d".formatted(i);
            var body = Map.of("phone", phone, "purpose", "login");
            long begin = System.nanoTime();
            // A node that dies answers nothing; what it may have promised is not known.
            var asked = client.once(Request.json("send-code", "POST", "/v1/auth/codes", body), 1 + i % client.nodes());
            asked.ifPresent(reply -> {
                if (reply.status() / 100 == ACCEPTED) {
                    took(phone, Duration.ofNanos(System.nanoTime() - begin));
                } else if (reply.code().equals("message-not-sent")) {
                    stage.tally().violated(Zero.CODE_MISSING, "refused, though one provider is well");
                }
            });
            pause();
        }
    }

    private void took(String phone, Duration time) {
        promised.add(phone);
        stage.tally().measured(Figure.CODE_BESIDE, time.toMillis());
        if (time.compareTo(LATE) > 0) {
            stage.tally().violated(Zero.CODE_LATE, time.toMillis() + " ms");
        }
    }

    private void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
        } catch (InterruptedException e) {
            going.set(false);
        }
    }

    /** No more are asked for; every one that was promised must have arrived. */
    void check() throws InterruptedException {
        going.set(false);
        asking.join();
        promised.stream().filter(phone -> signIn.newest(phone, 1).isEmpty()).forEach(phone -> stage.tally()
                .violated(Zero.CODE_MISSING, "promised and not sent"));
        if (promised.isEmpty()) {
            stage.tally().violated(Zero.BROKEN_TOOL, "no code was promised during the campaign");
        }
    }

    @Override
    public void close() {
        going.set(false);
        asking.interrupt();
    }
}
