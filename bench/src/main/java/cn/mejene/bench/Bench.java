package cn.mejene.bench;

import cn.mejene.bench.peer.Workshop;
import cn.mejene.bench.row.Calls;
import cn.mejene.bench.row.Durable;
import cn.mejene.bench.row.Group;
import cn.mejene.bench.row.Idle;
import cn.mejene.bench.row.Latency;
import cn.mejene.bench.row.Logging;
import cn.mejene.bench.row.Memory;
import cn.mejene.bench.row.Notices;
import cn.mejene.bench.row.Reading;
import cn.mejene.bench.row.Secure;
import cn.mejene.bench.row.Unsynced;
import cn.mejene.bench.row.Webhooks;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Measures rows on a system of its own, one way to run it after the other, and says which bars are reached. It is no
 * test: what it finds depends on the machine. One run at a time.
 */
public final class Bench {
    private static final Map<String, List<Group>> NAMES = names();

    private final Ground.Site site;
    private final PrintStream out;

    /**
     * What to measure.
     *
     * @param names of groups, or ids of rows
     * @param rounds how often
     * @param yardsticks where the C yardsticks are
     * @param cache keeps installed peers
     * @param json where to write the verdicts too
     */
    public record Run(Set<String> names, Rounds rounds, Path yardsticks, Path cache, Optional<Path> json) {}

    /**
     * @param root the project's folder
     * @param clock real time
     */
    public Bench(Path root, InstantSource clock, PrintStream out) {
        this.site = new Ground.Site(root, clock);
        this.out = out;
    }

    private static Map<String, List<Group>> names() {
        var names = new LinkedHashMap<String, List<Group>>();
        names.put(
                "upload",
                List.of(
                        new Unsynced(),
                        new Secure(),
                        new Durable(),
                        Latency.unsynced(),
                        Latency.durable(),
                        new Memory()));
        names.put("download", List.of(new Reading()));
        names.put("webhook", List.of(new Webhooks()));
        names.put("calls", List.of(new Calls(), Idle.plain(), Idle.secure()));
        names.put("notify", List.of(new Notices()));
        names.put("audit", List.of(new Logging()));
        return names;
    }

    /** What {@link Run#names} may hold. */
    public static Set<String> knownNames() {
        return Stream.concat(
                        NAMES.keySet().stream(),
                        NAMES.values().stream()
                                .flatMap(List::stream)
                                .flatMap(group -> group.bars().stream())
                                .map(Bar::id))
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    /**
     * Runs it.
     *
     * @return whether every bar was measured and reached
     * @throws Exception when the system or a peer does not do what it should; what they said then stays
     */
    public boolean run(Run run) throws Exception {
        var sheet = new Sheet(out);
        try (var folder = WorkFolder.make()) {
            var workshop = new Workshop(folder.path(), run.yardsticks(), run.cache());
            out.println("in " + folder.path() + ", " + run.rounds());
            measure(run, workshop, sheet);
            folder.noLongerNeeded();
        }
        if (run.json().isPresent()) {
            sheet.write(run.json().get());
        }
        return sheet.isAllReached();
    }

    private void measure(Run run, Workshop workshop, Sheet sheet) throws Exception {
        var wanted = NAMES.entrySet().stream()
                .flatMap(named -> named.getValue().stream().filter(group -> wants(run, named.getKey(), group)))
                .collect(Collectors.groupingBy(Group::mode));
        var token = "";
        for (var mode : Ground.Mode.values()) {
            if (!wanted.containsKey(mode)) {
                continue;
            }
            if (mode.isSecure() && token.isEmpty()) {
                token = signIn(workshop);
            }
            try (var ground = Ground.start(site, workshop.folder(), mode, token)) {
                token = ground.token();
                var field = new Field(ground, workshop, run.rounds());
                for (var group : wanted.get(mode)) {
                    group.measure(field, sheet);
                }
            }
        }
    }

    private String signIn(Workshop workshop) throws IOException {
        try (var ground = Ground.start(site, workshop.folder(), Ground.Mode.UNSYNCED, "")) {
            return ground.token();
        }
    }

    private static boolean wants(Run run, String name, Group group) {
        return run.names().contains(name) || group.bars().stream().map(Bar::id).anyMatch(run.names()::contains);
    }
}
