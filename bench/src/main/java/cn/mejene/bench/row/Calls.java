package cn.mejene.bench.row;

import cn.mejene.bench.Bar;
import cn.mejene.bench.Field;
import cn.mejene.bench.Ground;
import cn.mejene.bench.Ratio;
import cn.mejene.bench.Sheet;
import cn.mejene.bench.load.Carrier;
import cn.mejene.bench.load.Wrk;
import cn.mejene.bench.peer.BareVertx;
import cn.mejene.bench.peer.MissingPeer;
import cn.mejene.bench.peer.Nginx;
import cn.mejene.bench.peer.Ours;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * B9 to B11: small calls. Tokens nobody has seen are the real one under a signature of chance, which costs a verification
 * each and is refused. The authenticated call of B10 is one whose argument the edge refuses, when token and session
 * are known: it is all of an authenticated call but the module's part, which is in B11. A call refused for its role would
 * not do: that is entered in the access log.
 */
public final class Calls implements Group {
    private static final String OURS = "Mejene, health";
    private static final String NGINX = "nginx, return 200";
    private static final String ADMITTED = "Mejene, authenticated";
    private static final String UNIQUE = "Mejene, tokens not seen before";
    private static final String JDK = "Vert.x, the JDK's provider";
    private static final String SCRIPT = """
        local start = string.rep("mejene-a-signature-", 4)
        math.randomseed(os.time())
        request = function()
          local chance = string.format("%05d%05d", math.random(0, 99999), math.random(0, 99999))
          wrk.headers["Authorization"] = "Bearer TOKEN." .. start:sub(1, 75) .. chance .. "A"
          return wrk.format("GET")
        end
        """;
    private static final String REFUSED = "/v1/me/inbox?limit=0";
    private static final String READ = "Mejene, authenticated read";
    private static final String BARE = "Vert.x, the query inline";
    private static final Bar HEALTH = Bar.atLeast("B9", "health answer", NGINX, 0.85);
    private static final Bar SIGNED = Bar.atLeast("B10a", "authenticated call, tokens not seen before", JDK, 4);
    private static final Bar CACHED = Bar.atLeast("B10b", "authenticated call, known token", "our health answer", 0.9);
    private static final Bar QUERY = Bar.atLeast("B11", "authenticated read with one query", BARE, 0.6);

    @Override
    public List<Bar> bars() {
        return List.of(HEALTH, SIGNED, CACHED, QUERY);
    }

    @Override
    public Ground.Mode mode() {
        return Ground.Mode.UNSYNCED;
    }

    @Override
    public void measure(Field field, Sheet sheet) throws Exception {
        try (var guests = new Guests()) {
            var peers = new ArrayList<Nginx>();
            var missing = guests.invite(() -> Nginx.open(field.workshop(), Optional.empty()), peers::add);
            if (missing.isPresent()) {
                bars().forEach(bar -> sheet.missing(bar, missing.get()));
                return;
            }
            var bare = new ArrayList<BareVertx>();
            guests.invite(() -> field.ground().bareVertx(field.workshop()), bare::add);
            compare(field, sheet, targets(field, peers.getFirst(), bare.getFirst()));
        } catch (MissingPeer missing) {
            bars().forEach(bar -> sheet.missing(bar, missing));
        }
    }

    private static Map<String, Wrk.Target> targets(Field field, Nginx nginx, BareVertx bare) throws IOException {
        var ours = field.ground().ours(Carrier.PLAIN, Ours.Content.SCAN);
        var token = List.of(ours.authorization().strip());
        var targets = new LinkedHashMap<String, Wrk.Target>();
        targets.put(NGINX, new Wrk.Target(url(nginx.defaults().port(), "/hello"), List.of(), true));
        targets.put(OURS, new Wrk.Target(url(field.ground().managementPort(), "/health/live"), List.of(), true));
        targets.put(ADMITTED, new Wrk.Target(url(ours.port(), REFUSED), token, false));
        var script = Optional.of(script(field, ours.authorization().strip()));
        targets.put(UNIQUE, new Wrk.Target(url(ours.port(), REFUSED), List.of(), false, script));
        targets.put(JDK, new Wrk.Target(url(bare.port(), "/token"), List.of(), false, script));
        targets.put(READ, new Wrk.Target(url(ours.port(), "/v1/me/preferences"), token, true));
        targets.put(BARE, new Wrk.Target(url(bare.port(), "/"), token, true));
        return targets;
    }

    private static Path script(Field field, String authorization) throws IOException {
        var token = authorization.substring(authorization.lastIndexOf(' ') + 1);
        var file = field.workshop().room("wrk").resolve("unseen.lua");
        return Files.writeString(file, SCRIPT.replace("TOKEN", token.substring(0, token.lastIndexOf('.'))));
    }

    private static String url(int port, String path) {
        return "http://127.0.0.1:" + port + path;
    }

    private static void compare(Field field, Sheet sheet, Map<String, Wrk.Target> targets) throws IOException {
        var wrk = Wrk.of(field.workshop());
        var rates = new LinkedHashMap<String, List<Double>>();
        for (int i = 0; i < field.rounds().warm() + field.rounds().measured(); i++) {
            for (var target : targets.entrySet()) {
                double rate = wrk.rate(target.getValue());
                if (i >= field.rounds().warm()) {
                    rates.computeIfAbsent(target.getKey(), _ -> new ArrayList<>())
                            .add(rate);
                }
            }
        }
        tell(sheet, HEALTH, rates, OURS, NGINX);
        tell(sheet, SIGNED, rates, UNIQUE, JDK);
        tell(sheet, CACHED, rates, ADMITTED, OURS);
        tell(sheet, QUERY, rates, READ, BARE);
    }

    private static void tell(Sheet sheet, Bar bar, Map<String, List<Double>> rates, String one, String other) {
        var ones = rates.getOrDefault(one, List.of());
        var others = rates.getOrDefault(other, List.of());
        var ratios = IntStream.range(0, ones.size())
                .mapToObj(i -> ones.get(i) / others.get(i))
                .toList();
        sheet.measured(
                bar,
                Ratio.of(ratios),
                "%s: %.0f calls/s; %s: %.0f calls/s"
                        .formatted(
                                one,
                                Ratio.of(ones).median(),
                                other,
                                Ratio.of(others).median()));
    }
}
