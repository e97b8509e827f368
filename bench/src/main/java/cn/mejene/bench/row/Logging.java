package cn.mejene.bench.row;

import cn.mejene.bench.Bar;
import cn.mejene.bench.Field;
import cn.mejene.bench.Ground;
import cn.mejene.bench.Ratio;
import cn.mejene.bench.Sheet;
import cn.mejene.bench.load.Wrk;
import cn.mejene.bench.peer.MeasuredNode;
import cn.mejene.bench.peer.MissingPeer;
import cn.mejene.chaos.system.LogOwner;
import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/**
 * What the access log costs: entries and proofs beside plain INSERTs of the same text by the same connections, each
 * commit on the disk; and authenticated reads with the log and without, by one process. Nobody begins before what the
 * one before has left is in the tree and signed.
 */
public final class Logging implements Group {
    private static final int WORKERS = 64;
    private static final int EACH = 100;
    private static final int BATCH = 100;
    private static final double ALL = (double) WORKERS * EACH;
    private static final long LONGEST_NANOS = TimeUnit.MINUTES.toNanos(2);

    private static final String ONE = "one entry a commit";
    private static final String PLAIN_ONE = "plain INSERT, one a commit";
    private static final String MANY = "100 entries a commit";
    private static final String PLAIN_MANY = "plain INSERT, 100 a commit";
    private static final String PROOF = "proofs";
    private static final String READ_ON = "with the log";
    private static final String READ_OFF = "without";
    private static final String QUERY_ON = "one query, with the log";
    private static final String QUERY_OFF = "one query, without";

    private static final Bar APPEND = Bar.atLeast("L1", "log entries, durable one by one", PLAIN_ONE, 0.4);
    private static final Bar APPEND_MANY = Bar.atLeast("L2", "log entries, 100 a commit", PLAIN_MANY, 0.15);
    private static final Bar PROVE = Bar.atLeast("L3", "inclusion proofs", PLAIN_ONE, 0.15);
    private static final Bar QUERY = Bar.atLeast("B11l", "B11's read, log on", "the same, log off", 0.85);
    private static final Bar READ = Bar.atLeast("L4", "read of sealed data, log on", "the same, log off", 0.85);
    private static final Bar LAG = Bar.atMost("L5", "s until all is in the tree and signed", "1", 2);

    @Override
    public List<Bar> bars() {
        return List.of(APPEND, APPEND_MANY, PROVE, QUERY, READ, LAG);
    }

    @Override
    public Ground.Mode mode() {
        return Ground.Mode.UNSYNCED;
    }

    @Override
    public void measure(Field field, Sheet sheet) throws Exception {
        var owner = new LogOwner(field.ground().installation());
        owner.execute("CREATE SCHEMA bench");
        owner.execute("CREATE TABLE bench.plain (entry_id text PRIMARY KEY, body text NOT NULL)");
        owner.execute("GRANT USAGE ON SCHEMA bench TO mejene_app");
        owner.execute("GRANT INSERT ON bench.plain TO mejene_app");
        try (var node = field.ground().measuredNode(field.workshop())) {
            new Match(field, node, owner).play(sheet);
        } catch (MissingPeer missing) {
            bars().forEach(bar -> sheet.missing(bar, missing));
        } finally {
            owner.execute("DROP SCHEMA bench CASCADE");
        }
    }

    /** Everybody in turn, round by round. */
    private static final class Match {
        private final Field field;
        private final MeasuredNode node;
        private final LogOwner owner;
        private final Wrk wrk;
        private final Map<String, List<Double>> rates = new LinkedHashMap<>();
        private final List<Double> lags = new ArrayList<>();

        /** Answers how many things a second. */
        private interface Work {
            double rate() throws IOException, SQLException;
        }

        Match(Field field, MeasuredNode node, LogOwner owner) throws MissingPeer {
            this.field = field;
            this.node = node;
            this.owner = owner;
            this.wrk = Wrk.of(field.workshop());
        }

        private Map<String, Work> contestants() {
            var load = "?workers=" + WORKERS + "&each=" + EACH;
            var append = "/append" + load + "&member=" + field.ground().member();
            var all = new LinkedHashMap<String, Work>();
            all.put(ONE, () -> ALL / node.seconds(append));
            all.put(PLAIN_ONE, () -> ALL / node.seconds("/insert" + load));
            var few = "?workers=8&each=8&batch=" + BATCH;
            var appendMany = "/append" + few + "&member=" + field.ground().member();
            all.put(MANY, () -> ALL / node.seconds(appendMany));
            all.put(PLAIN_MANY, () -> ALL / node.seconds("/insert" + few));
            all.put(PROOF, () -> ALL / node.seconds("/prove" + load));
            all.put(QUERY_ON, () -> read("/v1/me/preferences", true));
            all.put(QUERY_OFF, () -> read("/v1/me/preferences", false));
            all.put(READ_ON, () -> read("/v1/me", true));
            all.put(READ_OFF, () -> read("/v1/me", false));
            return all;
        }

        private double read(String path, boolean logged) throws IOException, SQLException {
            node.seconds("/log?on=" + logged);
            try {
                var token = List.of("Authorization: Bearer " + field.ground().token());
                long before = entries();
                double rate = wrk.rate(
                        new Wrk.Target("http://127.0.0.1:" + node.port() + path, token, true, Optional.empty()));
                if (path.equals("/v1/me") && logged == (entries() == before)) {
                    throw new IOException("the log is not " + (logged ? "on" : "off"));
                }
                return rate;
            } finally {
                node.seconds("/log?on=true");
            }
        }

        private long entries() throws IOException, SQLException {
            return owner.number("SELECT (SELECT count(*) FROM audit.pending) + (SELECT size FROM audit.head)");
        }

        /** Nobody is always the one for whom the JVM has just compiled what he shares with the other. */
        private List<Map.Entry<String, Work>> order(int round) {
            var all = List.copyOf(contestants().entrySet());
            return round % 2 == 0 ? all : all.reversed();
        }

        void play(Sheet sheet) throws Exception {
            int warm = field.rounds().warm();
            for (int i = -warm; i < field.rounds().measured(); i++) {
                for (var contestant : order(i)) {
                    double rate = contestant.getValue().rate();
                    double lag = settle();
                    if (i >= 0) {
                        rates.computeIfAbsent(contestant.getKey(), _ -> new ArrayList<>())
                                .add(rate);
                        if (contestant.getKey().equals(READ_ON)) {
                            lags.add(lag);
                        }
                    }
                }
            }
            tell(sheet, APPEND, ONE, PLAIN_ONE);
            tell(sheet, APPEND_MANY, MANY, PLAIN_MANY);
            tell(sheet, PROVE, PROOF, PLAIN_ONE);
            tell(sheet, QUERY, QUERY_ON, QUERY_OFF);
            tell(sheet, READ, READ_ON, READ_OFF);
            sheet.measured(LAG, Ratio.of(lags), "after the last of the reads with the log");
        }

        /** Seconds until everything that was logged is in the tree and signed. */
        private double settle() throws IOException, SQLException, InterruptedException {
            long begin = System.nanoTime();
            while (owner.number("SELECT (SELECT count(*) FROM audit.pending) + (SELECT size FROM audit.head)"
                            + " - coalesce((SELECT size FROM audit.checkpoint), 0)")
                    > 0) {
                if (System.nanoTime() - begin > LONGEST_NANOS) {
                    throw new IOException("the log is not signed in time");
                }
                TimeUnit.MILLISECONDS.sleep(20);
            }
            return (System.nanoTime() - begin) / 1e9;
        }

        private void tell(Sheet sheet, Bar bar, String one, String other) {
            var ones = rates.getOrDefault(one, List.of());
            var others = rates.getOrDefault(other, List.of());
            var ratios = IntStream.range(0, ones.size())
                    .mapToObj(i -> ones.get(i) / others.get(i))
                    .toList();
            var note = "%s: %.0f/s; %s: %.0f/s; log of %d entries"
                    .formatted(
                            one,
                            Ratio.of(ones).median(),
                            other,
                            Ratio.of(others).median(),
                            size());
            sheet.measured(bar, Ratio.of(ratios), note);
        }

        private long size() {
            try {
                return entries();
            } catch (IOException | SQLException e) {
                return -1;
            }
        }
    }
}
