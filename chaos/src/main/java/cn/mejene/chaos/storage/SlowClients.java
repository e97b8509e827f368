package cn.mejene.chaos.storage;

import cn.mejene.chaos.Figure;
import cn.mejene.chaos.Stage;
import cn.mejene.chaos.Zero;
import cn.mejene.chaos.client.Scan;
import cn.mejene.chaos.client.SocketExchange;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Clients that send a byte a second, of a head or a body, until the node has had enough of them. */
final class SlowClients {
    private static final Duration LIMIT = Duration.ofSeconds(90);
    private static final long BETWEEN_MILLIS = 1_000;
    private static final int HEADS = 100;
    private static final int BODIES = 5;

    private final Stage stage;
    private final Patient patient;
    private final List<Thread> threads = new ArrayList<>();

    SlowClients(Stage stage, Patient patient) {
        this.stage = stage;
        this.patient = patient;
    }

    /** A few of each. */
    void start() {
        start(HEADS, BODIES);
    }

    /** So many, spread over the nodes. */
    void start(int heads, int bodies) {
        var request = patient.signed(new Scan(1_000, 1).upload());
        var head = SocketExchange.head(request);
        begin(bodies, head);
        begin(heads, new byte[0]);
    }

    private void begin(int clients, byte[] first) {
        for (int i = 0; i < clients; i++) {
            int node = 1 + i % stage.installation().nodes();
            threads.add(Thread.startVirtualThread(() -> trickle(node, first)));
        }
    }

    private void trickle(int node, byte[] first) {
        long end = System.nanoTime() + LIMIT.toNanos();
        try (var connection = new SocketExchange(stage.installation().ports().http(node), Duration.ofMillis(1))) {
            connection.write(first);
            var slow = "GET /v1/policies HTTP/1.1\r\nX-Slow: ".getBytes(StandardCharsets.US_ASCII);
            for (int i = 0; System.nanoTime() < end; i++) {
                connection.write(new byte[] {first.length == 0 && i < slow.length ? slow[i] : (byte) 'x'});
                TimeUnit.MILLISECONDS.sleep(BETWEEN_MILLIS);
                if (answered(connection)) {
                    stage.tally().count(Figure.SLOW);
                    return;
                }
            }
            stage.tally().violated(Zero.SLOW_CLIENT, "at node " + node);
        } catch (IOException sentAway) {
            stage.tally().count(Figure.SLOW);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static boolean answered(SocketExchange connection) throws IOException {
        try {
            connection.next();
            return true;
        } catch (java.net.SocketTimeoutException notYet) {
            return false;
        }
    }

    /** How many have not been sent away yet. */
    long waiting() {
        return threads.stream().filter(Thread::isAlive).count();
    }

    /** Returns when all are gone. */
    void settle() throws InterruptedException {
        for (var thread : threads) {
            thread.join();
        }
    }
}
