package cn.mejene.chaos.fault;

import cn.mejene.chaos.fault.Fault.Domain;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Deals the faults of each round by chance: every kind comes before one comes again, sometimes with a second one of
 * another domain. The same seed deals the same faults. For one thread.
 */
public final class FaultDeck {
    private static final double TWO_AT_ONCE = 0.4;

    private final Random random;
    private final Limits limits;
    private final List<Kind> kinds;
    private final Deque<Kind> deck = new ArrayDeque<>();

    /** What can be dealt. */
    public enum Kind {
        KILL("kill", Domain.NODES),
        FREEZE("freeze", Domain.NODES),
        ROLL("roll", Domain.NODES),
        DATABASE_FREEZE("database-freeze", Domain.SERVICES),
        DATABASE_RESTART("database-restart", Domain.SERVICES),
        SERVICES_FREEZE("services-freeze", Domain.SERVICES),
        BROKER_RESTART("broker-restart", Domain.SERVICES),
        SPLIT("split", Domain.LINKS);

        private final String word;
        private final Domain domain;

        Kind(String word, Domain domain) {
            this.word = word;
            this.domain = domain;
        }

        /** As it stands on the command line. */
        public String word() {
            return word;
        }

        /** @throws IllegalArgumentException when there is none of this name */
        public static Kind of(String word) {
            return Stream.of(values())
                    .filter(kind -> kind.word.equals(word))
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException("no fault " + word + "; there are " + words()));
        }

        private static String words() {
            return Stream.of(values()).map(Kind::word).collect(Collectors.joining(", "));
        }
    }

    /**
     * What bounds the faults.
     *
     * @param nodes how many nodes there are
     * @param longest no fault holds for longer, whatever is usual for its kind
     */
    public record Limits(int nodes, Duration longest) {}

    /** @param kinds what may be dealt; all kinds when it is empty */
    public FaultDeck(Random random, Limits limits, Set<Kind> kinds) {
        this.random = random;
        this.limits = limits;
        this.kinds = kinds.isEmpty()
                ? List.of(Kind.values())
                : kinds.stream().sorted().toList();
    }

    /** The faults of the next round. */
    public List<Fault> deal() {
        if (deck.isEmpty()) {
            var shuffled = new ArrayList<>(kinds);
            Collections.shuffle(shuffled, random);
            deck.addAll(shuffled);
        }
        var first = deck.pop();
        var dealt = new ArrayList<>(List.of(make(first)));
        var others = kinds.stream().filter(kind -> kind.domain != first.domain).toList();
        if (random.nextDouble() < TWO_AT_ONCE && !others.isEmpty()) {
            dealt.add(make(others.get(random.nextInt(others.size()))));
        }
        return dealt;
    }

    private Fault make(Kind kind) {
        return switch (kind) {
            case KILL -> new KillNode(anyNode());
            case FREEZE -> new FreezeNode(anyNode(), seconds(8, 25));
            case ROLL -> new RollingRestart();
            case DATABASE_FREEZE -> new FreezeDatabase(seconds(10, 10));
            case DATABASE_RESTART -> new RestartDatabase();
            case SERVICES_FREEZE -> new FreezeServices(seconds(20, 60));
            case BROKER_RESTART -> new RestartBroker();
            case SPLIT -> new SplitCluster(anyNode(), seconds(20, 60));
        };
    }

    private int anyNode() {
        return 1 + random.nextInt(limits.nodes());
    }

    private Duration seconds(int least, int most) {
        var usual = Duration.ofSeconds(least + random.nextInt(most - least + 1));
        return usual.compareTo(limits.longest()) < 0 ? usual : limits.longest();
    }
}
