package cn.mejene.bench.row;

import cn.mejene.bench.Bar;
import cn.mejene.bench.Contest;
import cn.mejene.bench.Field;
import cn.mejene.bench.Ground;
import cn.mejene.bench.Sample;
import cn.mejene.bench.Sheet;
import cn.mejene.bench.load.Answer;
import cn.mejene.bench.load.Carrier;
import cn.mejene.bench.load.Digest;
import cn.mejene.bench.load.Usage;
import cn.mejene.bench.load.Wire;
import cn.mejene.bench.peer.Nginx;
import cn.mejene.bench.peer.Ours;
import cn.mejene.bench.peer.Peer;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;

/** B15: a sealed content is read, whole and a range of it; opened and verified on the way. */
public final class Reading implements Group {
    private static final int MEBIBYTES = 256;
    private static final long FROM = 50_000_001;
    private static final long TO = 150_000_000;
    private static final String NAME = "scan";
    private static final Bar WHOLE = Bar.atLeast("B15a", "download of 256 MiB", "nginx, static file", 0.5);
    private static final Bar RANGE = Bar.atLeast("B15b", "download of a range of 95 MiB", "nginx, static file", 0.5);

    @Override
    public List<Bar> bars() {
        return List.of(WHOLE, RANGE);
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
            var nginx = peers.getFirst();
            var sent = field.scan(MEBIBYTES);
            Files.copy(sent.file(), nginx.files().resolve(NAME));
            var ours = field.ground().ours(Carrier.PLAIN, Ours.Content.SCAN);
            var answer =
                    Carrier.PLAIN.send(ours.port(), ours.head(Files.size(sent.file())), sent.file(), Wire.Pace.FREE);
            compare(WHOLE, field, nginx.defaults(), ours, new Wanted(answer, "", sent.sha256()), sheet);
            var range = "Range: bytes=" + FROM + "-" + (TO - 1) + "\r\n";
            compare(RANGE, field, nginx.defaults(), ours, new Wanted(answer, range, digestOfRange(sent.file())), sheet);
            ours.forget(List.of(answer));
        }
    }

    /** What is asked for, and what must come. */
    private record Wanted(Answer record, String fields, String sha256) {}

    private static void compare(Bar bar, Field field, Peer nginx, Ours ours, Wanted wanted, Sheet sheet)
            throws Exception {
        var contestants = new LinkedHashMap<String, Contest.Work>();
        var mine = ours.contentHead(wanted.record(), wanted.fields());
        var other = Nginx.fileHead(NAME, wanted.fields());
        contestants.put(ours.name(), () -> read(ours, mine, wanted.sha256()));
        contestants.put(bar.against(), () -> read(nginx, other, wanted.sha256()));
        sheet.speed(bar, Contest.play(contestants, field.rounds()), ours.name(), bar.against());
    }

    private static Sample read(Peer peer, String head, String sha256) throws IOException {
        var check = new Digest();
        Carrier.PLAIN.fetch(peer.port(), head, check::take);
        if (!check.hex().equals(sha256)) {
            throw new IOException(peer.name() + " sends something else than was stored");
        }
        long[] bytes = {0};
        double cpu = Usage.of(peer.pid()).cpuSeconds();
        long begin = System.nanoTime();
        Carrier.PLAIN.fetch(peer.port(), head, piece -> bytes[0] += piece.remaining());
        double seconds = (System.nanoTime() - begin) / 1e9;
        return new Sample(seconds, Usage.of(peer.pid()).cpuSeconds() - cpu, bytes[0]);
    }

    private static String digestOfRange(Path file) throws IOException {
        try (var in = FileChannel.open(file)) {
            var digest = new Digest();
            digest.take(in.map(FileChannel.MapMode.READ_ONLY, FROM, TO - FROM));
            return digest.hex();
        }
    }
}
