package cn.mejene.vault.keys;

import cn.mejene.vault.keys.KeyRepository.Buried;
import cn.mejene.vault.keys.Tombstones.Entry;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Writes into this node's file what other nodes have destroyed, so that each file names everything and the loss of a
 * node's disk loses nothing. Thread-safe; blocks.
 */
final class TombstoneCopies {
    private static final int PAGE = 1000;

    /** Longer than a destruction takes, which is dated by its beginning and seen at its end. */
    private static final Duration OVERLAP = Duration.ofMinutes(5);

    private final KeyRepository keys;
    private final Tombstones file;

    private OffsetDateTime seen = OffsetDateTime.ofInstant(Instant.EPOCH, ZoneOffset.UTC);
    private long read;
    private Set<String> named = new HashSet<>();

    TombstoneCopies(KeyRepository keys, Tombstones file) {
        this.keys = keys;
        this.file = file;
    }

    /** The first time everything, then what has come since; answers how many lines that were. */
    synchronized int copy() {
        var tail = file.after(read);
        tail.entries().forEach(entry -> named.add(entry.id()));
        var latest = new HashSet<String>();
        int copied = 0;
        var after = new Buried("", Tombstones.Level.CLASS, seen.minus(OVERLAP));
        List<Buried> page;
        do {
            page = keys.buriedAfter(after, PAGE);
            copied += append(page);
            for (var one : page) {
                latest.add(one.id());
                after = one;
            }
        } while (page.size() == PAGE);
        remember(tail, latest, after);
        return copied;
    }

    private int append(List<Buried> page) {
        var missing = new ArrayList<Entry>();
        for (var one : page) {
            if (named.add(one.id())) {
                missing.add(new Entry(one.level(), one.id()));
            }
        }
        file.append(missing);
        return missing.size();
    }

    /** What may be met again the next time, and no more: a file may name millions. */
    private void remember(Tombstones.Tail tail, Set<String> latest, Buried last) {
        boolean first = read == 0;
        read = tail.end();
        named = latest;
        if (!first) {
            tail.entries().forEach(entry -> named.add(entry.id()));
        }
        if (last.at().isAfter(seen)) {
            seen = last.at();
        }
    }
}
