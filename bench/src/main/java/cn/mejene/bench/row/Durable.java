package cn.mejene.bench.row;

import cn.mejene.bench.Bar;
import cn.mejene.bench.Contest;
import cn.mejene.bench.Field;
import cn.mejene.bench.Ground;
import cn.mejene.bench.Sheet;
import cn.mejene.bench.Uploading;
import cn.mejene.bench.load.Carrier;
import cn.mejene.bench.peer.Floor;
import cn.mejene.bench.peer.Orthanc;
import cn.mejene.bench.peer.Ours;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;

/** B5 and B8: everybody answers only when the disk has it. */
public final class Durable implements Group {
    private static final int MEBIBYTES = 256;
    private static final int XRAY_MEBIBYTES = 64;
    private static final int TOGETHER = 4;
    private static final String FLOOR = "C receive + write + fdatasync";
    private static final Bar ONE = Bar.atLeast("B5a", "upload of 256 MiB, durable", FLOOR, 0.85);
    private static final Bar FOUR = Bar.atLeast("B5b", "4 uploads of 256 MiB at once, durable", FLOOR, 0.65);
    private static final Bar XRAY = Bar.atLeast("B8", "upload of an X-ray of 64 MiB, durable", "Orthanc", 5);

    @Override
    public List<Bar> bars() {
        return List.of(ONE, FOUR, XRAY);
    }

    @Override
    public Ground.Mode mode() {
        return Ground.Mode.DURABLE;
    }

    @Override
    public void measure(Field field, Sheet sheet) throws Exception {
        try (var guests = new Guests()) {
            var floors = new ArrayList<Floor>();
            var missing = guests.invite(() -> Floor.open(field.workshop()), floors::add);
            if (missing.isPresent()) {
                sheet.missing(ONE, missing.get());
                sheet.missing(FOUR, missing.get());
            } else {
                scans(field, floors.getFirst(), sheet);
            }
        }
        try (var guests = new Guests()) {
            var orthancs = new ArrayList<Orthanc>();
            var missing = guests.invite(() -> Orthanc.open(field.workshop()), orthancs::add);
            if (missing.isPresent()) {
                sheet.missing(XRAY, missing.get());
            } else {
                xrays(field, orthancs.getFirst(), sheet);
            }
        }
    }

    private static void scans(Field field, Floor floor, Sheet sheet) throws Exception {
        var sent = field.scan(MEBIBYTES);
        var ours = field.ground().ours(Carrier.PLAIN, Ours.Content.SCAN);
        for (var bar : List.of(ONE, FOUR)) {
            int connections = bar.equals(ONE) ? 1 : TOGETHER;
            var contestants = new LinkedHashMap<String, Contest.Work>();
            contestants.put(ours.name(), new Uploading(ours, Carrier.PLAIN, sent, connections));
            contestants.put(FLOOR, new Uploading(floor.syncing(), Carrier.PLAIN, sent, connections));
            sheet.speed(bar, Contest.play(contestants, field.rounds()), ours.name(), FLOOR);
        }
    }

    private static void xrays(Field field, Orthanc orthanc, Sheet sheet) throws Exception {
        var sent = field.xray(XRAY_MEBIBYTES);
        var ours = field.ground().ours(Carrier.PLAIN, Ours.Content.XRAY);
        var contestants = new LinkedHashMap<String, Contest.Work>();
        contestants.put(ours.name(), new Uploading(ours, Carrier.PLAIN, sent, 1));
        contestants.put(orthanc.name(), new Uploading(orthanc, Carrier.PLAIN, sent, 1));
        sheet.speed(XRAY, Contest.play(contestants, field.rounds()), ours.name(), orthanc.name());
    }
}
