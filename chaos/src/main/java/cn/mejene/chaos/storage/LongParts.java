package cn.mejene.chaos.storage;

import cn.mejene.chaos.Figure;
import cn.mejene.chaos.Stage;
import cn.mejene.chaos.Zero;
import cn.mejene.chaos.client.Client;
import cn.mejene.chaos.seal.Interop;
import cn.mejene.chaos.seal.Pairs;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.Random;
import java.util.concurrent.ThreadLocalRandom;

/** What takes minutes, as much of it as the number of rounds is worth: all of it at a hundred. For one thread. */
final class LongParts {
    private static final int FEWEST_ROUNDS = 10;
    private static final int ALL = 100;
    private static final int MOST_LOSSES = 5;
    private static final int MOST_AT_ONCE = 50;
    private static final int MOST_SLOW = 5_000;
    private static final int MOST_FILES = 200;
    private static final long MOST_PAIRS = 10_000_000;
    private static final int LIVES = 60;
    private static final long MIB = 1 << 20;

    private final Stage stage;
    private final String word;
    private final int rounds;

    LongParts(Stage stage, String word, int rounds) {
        this.stage = stage;
        this.word = word;
        this.rounds = Math.min(ALL, rounds);
    }

    /** Plays them, or says that these are too few rounds. */
    void run(Client client) throws IOException {
        if (rounds < FEWEST_ROUNDS) {
            stage.out()
                    .println(
                            "fewer than " + FEWEST_ROUNDS
                                    + " rounds: large streams, crowds of slow clients, losses of power and the seal format by itself NOT PLAYED");
            stage.tally().count(Figure.NOT_PLAYED);
            return;
        }
        largeStreams(client);
        slowCrowd(client);
        stage.out().println("losses of power ...");
        new PowerLoss(stage, word).run(Math.max(1, share(MOST_LOSSES)));
        try {
            interop();
            pairs();
        } catch (GeneralSecurityException e) {
            stage.tally().violated(Zero.NOT_TINK, e.toString());
        }
    }

    private int share(int most) {
        return most * rounds / ALL;
    }

    /** As large as half of the room that the nodes may use allows, since all of them lie there at once. */
    private void largeStreams(Client client) throws IOException {
        var patients = new ArrayList<Patient>();
        int first = ThreadLocalRandom.current().nextInt(90_000_000);
        for (int i = 1; i <= share(MOST_AT_ONCE); i++) {
            patients.add(new Patient(stage, client.named("large-" + i), "+86139%08d".formatted(first + i)));
        }
        long room = stage.installation().room() / 2;
        new LargeStreams(stage, patients, word).run(Math.min(room, 2 * MIB * rounds * share(MOST_AT_ONCE)));
    }

    private void slowCrowd(Client client) throws IOException {
        int number = ThreadLocalRandom.current().nextInt(90_000_000);
        var patient = new Patient(stage, client.named("slow"), "+86137%08d".formatted(number));
        try {
            new SlowCrowd(stage, patient, share(MOST_SLOW)).run();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    private void interop() throws GeneralSecurityException, IOException {
        stage.out().println("the seal format and Tink ...");
        var interop = new Interop(new Random(stage.random().nextLong()));
        for (int file = 0; file < share(MOST_FILES); file++) {
            told(interop, interop.size(file, 32 * MIB));
        }
        told(interop, share(100) * MIB);
        told(interop, share(2_048) * MIB);
    }

    private void told(Interop interop, long size) throws GeneralSecurityException, IOException {
        if (interop.holds(size)) {
            stage.tally().count(Figure.INTEROP);
        } else {
            stage.tally().violated(Zero.NOT_TINK, size + " bytes");
        }
    }

    /** Three nodes, twenty lives each. */
    private void pairs() throws GeneralSecurityException {
        long most = MOST_PAIRS / ALL * rounds;
        stage.out().println(most + " pairs of key and nonce ...");
        var pairs = new Pairs(most + most / ALL);
        for (int life = 0; life < LIVES; life++) {
            pairs.life(most / LIVES + 1);
        }
        stage.tally().sum(Figure.SEALED_PAIR, pairs.sealed());
        for (long i = 0; i < pairs.twice(); i++) {
            stage.tally().violated(Zero.NONCE_TWICE, "by the sealer");
        }
    }
}
