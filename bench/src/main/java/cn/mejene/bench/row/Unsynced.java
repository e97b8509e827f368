package cn.mejene.bench.row;

import cn.mejene.bench.Bar;
import cn.mejene.bench.Contest;
import cn.mejene.bench.Field;
import cn.mejene.bench.Ground;
import cn.mejene.bench.Sheet;
import cn.mejene.bench.Uploading;
import cn.mejene.bench.load.Carrier;
import cn.mejene.bench.peer.Floor;
import cn.mejene.bench.peer.HashingFloor;
import cn.mejene.bench.peer.MissingPeer;
import cn.mejene.bench.peer.Nginx;
import cn.mejene.bench.peer.Ours;
import cn.mejene.bench.peer.Peer;
import cn.mejene.bench.peer.S3Proxy;
import cn.mejene.bench.peer.TusServer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** B1 to B4: one upload of 256 MiB, nobody waits for the disk. */
public final class Unsynced implements Group {
    private static final int MEBIBYTES = 256;
    private static final String WHAT = "upload of 256 MiB, no fsync";
    private static final Bar FLOOR = Bar.atLeast("B1", WHAT, "C receive + write", 0.75);
    private static final Bar HASHING = Bar.atLeast("B1h", WHAT, "C receive + SHA-256 + write", 0.75);
    private static final Bar DEFAULTS = Bar.atLeast("B2a", WHAT, "nginx, defaults", 1.8);
    private static final Bar TUNED = Bar.atLeast("B2b", WHAT, "nginx, 1 MiB buffer", 0.8);
    private static final Bar COST = Bar.atMost("B3", WHAT + ", CPU-s per GiB", "nginx, 1 MiB buffer", 1.9);
    private static final Bar TUS = Bar.atLeast("B4a", WHAT, "tus server on node", 2);
    private static final Bar S3 = Bar.atLeast("B4b", WHAT, "s3proxy", 5);

    @Override
    public List<Bar> bars() {
        return List.of(FLOOR, HASHING, DEFAULTS, TUNED, COST, TUS, S3);
    }

    @Override
    public Ground.Mode mode() {
        return Ground.Mode.UNSYNCED;
    }

    @Override
    public void measure(Field field, Sheet sheet) throws Exception {
        try (var guests = new Guests()) {
            var peers = new LinkedHashMap<String, Peer>();
            var missing = new LinkedHashMap<Bar, MissingPeer>();
            var workshop = field.workshop();
            guests.invite(() -> Floor.open(workshop), floor -> peers.put(FLOOR.against(), floor.writing()))
                    .ifPresent(why -> missing.put(FLOOR, why));
            guests.invite(() -> HashingFloor.open(workshop), floor -> peers.put(HASHING.against(), floor.peer()))
                    .ifPresent(why -> missing.put(HASHING, why));
            guests.invite(() -> Nginx.open(workshop, Optional.empty()), nginx -> {
                        peers.put(DEFAULTS.against(), nginx.defaults());
                        peers.put(TUNED.against(), nginx.tuned());
                    })
                    .ifPresent(why -> List.of(DEFAULTS, TUNED, COST).forEach(bar -> missing.put(bar, why)));
            guests.invite(() -> TusServer.open(workshop), tus -> peers.put(TUS.against(), tus.peer()))
                    .ifPresent(why -> missing.put(TUS, why));
            guests.invite(() -> S3Proxy.open(workshop), s3 -> peers.put(S3.against(), s3.peer()))
                    .ifPresent(why -> missing.put(S3, why));
            report(contest(field, peers), missing, sheet);
        }
    }

    private static Contest contest(Field field, Map<String, Peer> peers) throws Exception {
        var sent = field.scan(MEBIBYTES);
        var contestants = new LinkedHashMap<String, Contest.Work>();
        var ours = field.ground().ours(Carrier.PLAIN, Ours.Content.SCAN);
        contestants.put(ours.name(), new Uploading(ours, Carrier.PLAIN, sent, 1));
        peers.forEach((name, peer) -> contestants.put(name, new Uploading(peer, Carrier.PLAIN, sent, 1)));
        return Contest.play(contestants, field.rounds());
    }

    private void report(Contest contest, Map<Bar, MissingPeer> missing, Sheet sheet) {
        for (var bar : bars()) {
            var why = missing.get(bar);
            if (why != null) {
                sheet.missing(bar, why);
            } else if (bar.equals(COST)) {
                sheet.cost(bar, contest, "Mejene", bar.against());
            } else {
                sheet.speed(bar, contest, "Mejene", bar.against());
            }
        }
    }
}
