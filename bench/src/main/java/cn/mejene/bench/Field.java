package cn.mejene.bench;

import cn.mejene.bench.load.Contents;
import cn.mejene.bench.load.Digest;
import cn.mejene.bench.peer.Workshop;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** What a group of rows works with. For one thread. */
public final class Field {
    private static final int MEBI = 1 << 20;

    private final Ground ground;
    private final Workshop workshop;
    private final Rounds rounds;
    private final Map<String, Uploading.Sent> files = new HashMap<>();

    Field(Ground ground, Workshop workshop, Rounds rounds) {
        this.ground = ground;
        this.workshop = workshop;
        this.rounds = rounds;
    }

    public Ground ground() {
        return ground;
    }

    public Workshop workshop() {
        return workshop;
    }

    public Rounds rounds() {
        return rounds;
    }

    /** A scan of about this many MiB; the same file each time. */
    public Uploading.Sent scan(int mebibytes) throws IOException {
        var name = "scan-" + mebibytes;
        return known(name, file -> Contents.scan(file, (long) mebibytes * MEBI));
    }

    /** An X-ray with this many MiB of pixels; the same file each time. */
    public Uploading.Sent xray(int mebibytes) throws IOException {
        return known("xray-" + mebibytes, file -> Contents.xray(file, mebibytes, 1));
    }

    private interface Maker {
        Path make(Path file) throws IOException;
    }

    private Uploading.Sent known(String name, Maker maker) throws IOException {
        var sent = files.get(name);
        if (sent == null) {
            var file = workshop.folder().resolve(name);
            var made = Files.exists(file) ? file : maker.make(file);
            sent = new Uploading.Sent(made, Digest.of(made));
            files.put(name, sent);
        }
        return sent;
    }
}
