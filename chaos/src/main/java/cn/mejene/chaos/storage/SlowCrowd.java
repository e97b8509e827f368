package cn.mejene.chaos.storage;

import cn.mejene.chaos.Figure;
import cn.mejene.chaos.Stage;
import cn.mejene.chaos.Zero;
import cn.mejene.chaos.client.SignIn;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Thousands of clients that send a byte a second, and people who sign in beside them. For one thread. */
final class SlowCrowd {
    private static final int SIGN_INS = 50;
    private static final double MOST_SLOWED = 2;

    /** Nobody notices less; the tool and the nodes share one machine. */
    private static final double UNNOTICED_MILLIS = 250;

    private final Stage stage;
    private final Patient patient;
    private final int clients;

    /** @param clients this many with slow heads and as many with slow bodies */
    SlowCrowd(Stage stage, Patient patient, int clients) {
        this.stage = stage;
        this.patient = patient;
        this.clients = clients;
    }

    void run() throws InterruptedException {
        stage.out().printf("%,d slow heads and %,d slow bodies ...%n", clients, clients);
        patient.signIn(1);
        signIns();
        double quiet = signIns();
        var crowd = new SlowClients(stage, patient);
        crowd.start(clients, clients);
        TimeUnit.SECONDS.sleep(2);
        double beside = signIns();
        long left = crowd.waiting();
        crowd.settle();
        stage.tally().measured(Figure.SIGN_IN_QUIET, Math.round(quiet));
        stage.tally().measured(Figure.SIGN_IN_BESIDE, Math.round(beside));
        stage.out()
                .printf(
                        "  sign-in p99 %.0f ms without, %.0f ms beside them; %,d still there at its end%n",
                        quiet, beside, left);
        if (beside > Math.max(MOST_SLOWED * quiet, UNNOTICED_MILLIS)) {
            stage.tally().violated(Zero.SLOWED, "p99 %.0f ms, without %.0f ms".formatted(beside, quiet));
        }
    }

    /** Milliseconds within which 99 of 100 are signed in, code and all. */
    private double signIns() {
        var desk = new SignIn(patient.client());
        List<Double> millis = new ArrayList<>();
        for (int i = 0; i < SIGN_INS; i++) {
            var code = desk.code(
                    patient.phone(), "login", 1 + i % stage.installation().nodes());
            var session = desk.session(patient.phone(), code, 1);
            long begin = System.nanoTime();
            patient.client().call(session, 1 + i % stage.installation().nodes());
            millis.add((System.nanoTime() - begin) / 1e6);
        }
        millis.sort(null);
        return millis.get(SIGN_INS * 99 / 100);
    }
}
