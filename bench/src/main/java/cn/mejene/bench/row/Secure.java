package cn.mejene.bench.row;

import cn.mejene.bench.Bar;
import cn.mejene.bench.Contest;
import cn.mejene.bench.Field;
import cn.mejene.bench.Ground;
import cn.mejene.bench.Sheet;
import cn.mejene.bench.Uploading;
import cn.mejene.bench.load.Curl;
import cn.mejene.bench.peer.MissingPeer;
import cn.mejene.bench.peer.Nginx;
import cn.mejene.bench.peer.Ours;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;

/** B6: the upload over HTTPS. */
public final class Secure implements Group {
    private static final int MEBIBYTES = 256;
    private static final Bar BAR =
            Bar.atLeast("B6", "upload of 256 MiB over HTTPS, no fsync", "nginx, 1 MiB buffer, TLS", 0.85);

    @Override
    public List<Bar> bars() {
        return List.of(BAR);
    }

    @Override
    public Ground.Mode mode() {
        return Ground.Mode.SECURE;
    }

    @Override
    public void measure(Field field, Sheet sheet) throws Exception {
        try (var guests = new Guests()) {
            var peers = new ArrayList<Nginx>();
            var identity = Optional.of(field.ground().identity());
            var missing = guests.invite(() -> Nginx.open(field.workshop(), identity), peers::add);
            if (missing.isPresent()) {
                sheet.missing(BAR, missing.get());
            } else {
                compare(field, peers.getFirst(), sheet);
            }
        } catch (MissingPeer noCurl) {
            sheet.missing(BAR, noCurl);
        }
    }

    private static void compare(Field field, Nginx nginx, Sheet sheet) throws Exception {
        var curl = new Curl(field.workshop().program("curl", "install it (Debian: apt install curl)"));
        var sent = field.scan(MEBIBYTES);
        var ours = field.ground().ours(curl, Ours.Content.SCAN);
        var contestants = new LinkedHashMap<String, Contest.Work>();
        contestants.put(ours.name(), new Uploading(ours, curl, sent, 1));
        contestants.put(BAR.against(), new Uploading(nginx.secure(), curl, sent, 1));
        sheet.speed(BAR, Contest.play(contestants, field.rounds()), ours.name(), BAR.against());
    }
}
