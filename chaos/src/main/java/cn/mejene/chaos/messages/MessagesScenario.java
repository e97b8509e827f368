package cn.mejene.chaos.messages;

import cn.mejene.chaos.Figure;
import cn.mejene.chaos.Scenario;
import cn.mejene.chaos.Stage;
import cn.mejene.chaos.Zero;
import cn.mejene.chaos.client.Client;
import cn.mejene.chaos.messages.Audience.Listener;
import cn.mejene.services.host.RunningProcess;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Announcements to many members: a node is killed when a third has arrived, another when two thirds have, and some
 * members withdraw their consent while most of their messages wait. Everybody else gets each message once. For one
 * thread, once.
 */
public final class MessagesScenario implements Scenario {
    private static final int WITHDRAWING = 10;
    private static final Duration NODE_BACK = Duration.ofMinutes(2);
    private static final Duration STILL = Duration.ofMinutes(3);

    private final int members;
    private final int announcements;

    /**
     * @param members who get
     * @param announcements each of these
     */
    public MessagesScenario(int members, int announcements) {
        this.members = members;
        this.announcements = announcements;
    }

    @Override
    public void play(Stage stage) throws Exception {
        try (var client = Client.of(stage.installation().ports(), stage.observed())) {
            var audience = new Audience(client.named("audience"));
            stage.out().println(members + " members sign in ...");
            var listeners = audience.invite(members);
            var counts = new SandboxCounts(stage.installation());
            long begin = System.nanoTime();
            var campaigns = new ArrayList<String>();
            for (int i = 1; i <= announcements; i++) {
                campaigns.add(audience.announce(i));
            }
            long expected = (long) members * announcements;
            stage.out().println(expected + " notices are queued ...");
            awaitArrived(counts, expected / 3);
            var first = kill(stage, 1);
            var withdrawn = withdraw(audience, listeners);
            awaitBack(stage, 1, first);
            awaitArrived(counts, expected / 2);
            awaitBack(stage, 2, kill(stage, 2));
            awaitThrough(audience, campaigns, counts);
            long millis = (System.nanoTime() - begin) / 1_000_000;
            stage.out()
                    .printf(
                            "%d arrived in %.1f s, %d repeats kept away%n",
                            counts.arrived(), millis / 1e3, counts.repeated());
            stage.tally().measured(Figure.MESSAGE, counts.arrived());
            stage.tally().measured(Figure.REPEAT, counts.repeated());
            check(stage, audience, listeners, withdrawn);
        }
    }

    /** Answers the process that is no more. */
    private static RunningProcess kill(Stage stage, int node) throws Exception {
        var old = stage.installation().node(node).orElseThrow();
        stage.history().fault("kill node " + node, "strikes");
        old.signal("KILL");
        return old;
    }

    private static void awaitBack(Stage stage, int node, RunningProcess old) throws Exception {
        stage.installation().awaitNewLife(node, old, NODE_BACK);
        stage.history().fault("kill node " + node, "healed");
    }

    /** Every tenth member withdraws; answers what each had got a second later. */
    private static Map<Listener, Integer> withdraw(Audience audience, List<Listener> listeners)
            throws InterruptedException {
        var leaving = new ArrayList<Listener>();
        for (int i = 0; i < listeners.size(); i += WITHDRAWING) {
            audience.withdraw(listeners.get(i), 3);
            leaving.add(listeners.get(i));
        }
        TimeUnit.SECONDS.sleep(1);
        var had = new HashMap<Listener, Integer>();
        leaving.forEach(one -> had.put(one, audience.arrived(one)));
        return had;
    }

    private static void awaitArrived(SandboxCounts counts, long wanted) throws Exception {
        long last = -1;
        long changed = System.nanoTime();
        for (long now = counts.arrived(); now < wanted; now = counts.arrived()) {
            changed = now == last ? changed : System.nanoTime();
            last = now;
            requireMovement(changed);
        }
    }

    /** Nothing waits and nothing is on its way. */
    private static void awaitThrough(Audience audience, List<String> campaigns, SandboxCounts counts) throws Exception {
        long last = -1;
        long changed = System.nanoTime();
        for (var campaign : campaigns) {
            while (!audience.isThrough(campaign, 1)) {
                long now = counts.arrived();
                changed = now == last ? changed : System.nanoTime();
                last = now;
                requireMovement(changed);
            }
        }
    }

    private static void requireMovement(long changed) throws Exception {
        if (System.nanoTime() - changed > STILL.toNanos()) {
            throw new IOException("no message arrives any more");
        }
        TimeUnit.MILLISECONDS.sleep(200);
    }

    private void check(Stage stage, Audience audience, List<Listener> listeners, Map<Listener, Integer> withdrawn) {
        for (var listener : listeners) {
            int got = audience.arrived(listener);
            var had = withdrawn.get(listener);
            if (had != null && got > had) {
                stage.tally().violated(Zero.MESSAGE_UNWANTED, listener.device() + ": " + (got - had) + " more");
            } else if (had == null && got < announcements) {
                stage.tally().violated(Zero.MESSAGE_MISSING, listener.device() + ": " + got);
            } else if (got > announcements) {
                stage.tally().violated(Zero.MESSAGE_DOUBLED, listener.device() + ": " + got);
            }
        }
    }
}
