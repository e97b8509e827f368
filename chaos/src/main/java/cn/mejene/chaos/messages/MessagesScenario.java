package cn.mejene.chaos.messages;

import cn.mejene.chaos.Figure;
import cn.mejene.chaos.Scenario;
import cn.mejene.chaos.Stage;
import cn.mejene.chaos.Zero;
import cn.mejene.chaos.client.Client;
import cn.mejene.chaos.messages.Audience.Listener;
import cn.mejene.chaos.system.Sandbox;
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
 * members withdraw their consent while most of their messages wait. All the while providers are slow, silent or refuse to
 * answer, and strangers ask for codes. Everybody else gets each message once. For one thread, once.
 */
public final class MessagesScenario implements Scenario {
    private static final int WITHDRAWING = 10;
    /** One in so many messages meets a provider that fails. */
    private static final int FAILING = 100;

    private static final int FEWEST_FAULTS = 10;
    private static final int MOST_FAULTS = 60;
    /** Codes are few beside a campaign; so many of them meet each fault. */
    private static final int CODE_FAULTS = 8;

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
        try (var client = Client.of(stage.installation().ports(), stage.observed());
                var sandbox = new Sandbox(stage.installation())) {
            var audience = new Audience(client.named("audience"));
            stage.out().println(members + " members sign in ...");
            var listeners = audience.invite(members);
            var counts = new SandboxCounts(stage.installation());
            long begin = System.nanoTime();
            var campaigns = new ArrayList<String>();
            for (int i = 1; i <= announcements; i++) {
                campaigns.add(audience.announce(i));
            }
            stage.out().println((long) members * announcements + " notices are queued ...");
            Map<Listener, Integer> withdrawn;
            try (var codes = new Codes(stage, client.named("strangers"))) {
                withdrawn = disturb(stage, audience, listeners, counts, sandbox);
                awaitThrough(audience, campaigns, counts);
                codes.check();
            }
            tell(stage, counts, (System.nanoTime() - begin) / 1_000_000);
            check(stage, audience, listeners, withdrawn);
        }
    }

    /** Answers what those had got who withdrew, a second after it. */
    private Map<Listener, Integer> disturb(
            Stage stage, Audience audience, List<Listener> listeners, SandboxCounts counts, Sandbox sandbox)
            throws Exception {
        long expected = (long) members * announcements;
        fail(stage, sandbox, "slow", expected);
        awaitArrived(counts, expected / 3);
        var first = kill(stage, 1);
        var withdrawn = withdraw(audience, listeners);
        awaitBack(stage, 1, first);
        fail(stage, sandbox, "error", expected);
        awaitArrived(counts, expected / 2);
        awaitBack(stage, 2, kill(stage, 2));
        fail(stage, sandbox, "silent", expected);
        return withdrawn;
    }

    /** The provider of push messages fails at some of them, and the first provider of text messages at some codes. */
    private static void fail(Stage stage, Sandbox sandbox, String fault, long expected) throws IOException {
        var pushes = Math.clamp(expected / FAILING, FEWEST_FAULTS, MOST_FAULTS);
        stage.history().fault("providers " + fault, "begins");
        sandbox.post("messages/faults", Map.of("provider", "jpush", "fault", fault, "times", pushes));
        sandbox.post("messages/faults", Map.of("provider", "aliyun", "fault", fault, "times", CODE_FAULTS));
    }

    private static void tell(Stage stage, SandboxCounts counts, long millis) throws IOException {
        stage.out()
                .printf(
                        "%d arrived in %.1f s, %d repeats kept away%n",
                        counts.arrived(), millis / 1e3, counts.repeated());
        stage.tally().measured(Figure.MESSAGE, counts.arrived());
        stage.tally().measured(Figure.REPEAT, counts.repeated());
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
