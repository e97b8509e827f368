package cn.mejene.audit.verify;

import cn.mejene.audit.tree.Checkpoint;
import cn.mejene.audit.tree.Commitment;
import cn.mejene.audit.tree.Frontier;
import cn.mejene.audit.tree.Leaf;
import cn.mejene.audit.tree.TreeHash;
import cn.mejene.kernel.Json;
import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** One reading of a copy from its first entry to its last; stops at the first fault. One thread, once. */
final class Pass {
    private static final String LOG_ENTRY = "log_";
    private static final Duration A_DAY = Duration.ofDays(1);

    private final List<Checkpoint> checkpoints;
    private final Map<Long, List<Checkpoint>> bySize;
    private final InputStream known;
    private final OutputStream kept;
    private final LogCopy copy;
    private final Instant asOf;
    /** The first index of a missing body by the moment from which it may be missing, where none before is worse. */
    private final NavigableMap<Instant, Long> gone = new TreeMap<>();

    private final Frontier tree = new Frontier();
    private Instant newest = Instant.MIN;
    private long remembered;
    private long bodies;
    private long erased;
    private @Nullable Verdict fault;

    Pass(List<Checkpoint> checkpoints, InputStream known, OutputStream kept, LogCopy copy) throws IOException {
        this.checkpoints = checkpoints;
        this.bySize = checkpoints.stream().collect(Collectors.groupingBy(Checkpoint::size));
        this.known = known;
        this.kept = kept;
        this.copy = copy;
        this.asOf = copy.asOf();
    }

    boolean read(LogCopy.Entry entry) {
        try {
            long expected = tree.size();
            if (entry.index() != expected) {
                fail(expected, "the entry is missing");
            } else {
                add(entry);
            }
            return fault == null;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void add(LogCopy.Entry entry) throws IOException {
        long index = entry.index();
        var hash = leafHash(entry);
        if (hash == null) {
            return;
        }
        var before = known.readNBytes(TreeHash.SIZE);
        if (before.length == TreeHash.SIZE) {
            remembered++;
            if (!Arrays.equals(before, hash)) {
                fail(index, "the leaf is not the one that was seen before");
                return;
            }
        }
        kept.write(hash);
        tree.append(hash);
        for (var checkpoint : bySize.getOrDefault(tree.size(), List.of())) {
            if (!Arrays.equals(checkpoint.root(), tree.root())) {
                fail(firstUnseen(), "the leaves up to " + tree.size() + " do not make the root that was signed");
            }
        }
    }

    /** Where a fault must be, or behind: what was seen before has been compared leaf by leaf. */
    private long firstUnseen() {
        return Math.min(remembered, tree.size() - 1);
    }

    /** The hash that the entry really has; null when something about it is wrong. */
    private byte @Nullable [] leafHash(LogCopy.Entry entry) {
        var bytes = entry.leaf();
        if (bytes == null) {
            return entry.hash() == null || copy.hasBodies()
                    ? fail(entry.index(), "the leaf's entry is missing")
                    : entry.hash();
        }
        var hash = TreeHash.leaf(bytes);
        if (entry.hash() != null && !Arrays.equals(entry.hash(), hash)) {
            return fail(entry.index(), "the leaf does not have its hash");
        }
        try {
            var leaf = Leaf.parse(bytes);
            newest = leaf.at().isAfter(newest) ? leaf.at() : newest;
            return checkBody(entry, leaf) ? hash : null;
        } catch (IllegalArgumentException e) {
            return fail(entry.index(), "the leaf cannot be read");
        }
    }

    private boolean checkBody(LogCopy.Entry entry, Leaf leaf) {
        if (!copy.hasBodies() || !leaf.id().startsWith(LOG_ENTRY)) {
            return true;
        }
        var text = entry.text();
        var salt = entry.salt();
        if (text == null || salt == null) {
            erased++;
            var from = ThreeYears.after(leaf.at());
            if (gone.isEmpty() || from.isAfter(gone.lastKey())) {
                gone.put(from, entry.index());
            }
            return !asOf.isBefore(from) || fail(entry.index(), "the body is gone before its three years") != null;
        }
        bodies++;
        if (!Arrays.equals(Commitment.of(Commitment.Kind.LOG_ENTRY, salt, text), leaf.commitment())) {
            return fail(entry.index(), "the body is not what was committed to") != null;
        }
        return says(text, leaf, entry.row())
                || fail(entry.index(), "the body has another id, time or person than its leaf or row") != null;
    }

    private static boolean says(String text, Leaf leaf, LogCopy.@Nullable Row row) {
        try {
            var body = Json.mapper().readTree(text);
            var at = Instant.parse(body.path("at").asText()).truncatedTo(ChronoUnit.MILLIS);
            return body.path("id").asText().equals(leaf.id())
                    && at.equals(leaf.at())
                    && (row == null
                            || (body.path("subject").asText().equals(row.subject())
                                    && at.equals(row.at().truncatedTo(ChronoUnit.MILLIS))));
        } catch (JsonProcessingException | java.time.DateTimeException e) {
            return false;
        }
    }

    private byte @Nullable [] fail(long index, String why) {
        if (fault == null) {
            fault = Verdict.bad(index, why, tree.size());
        }
        return null;
    }

    /** The copy's own word for its time is worth no more than a day past what the log itself has signed. */
    private void checkTime() {
        if (!gone.isEmpty()) {
            var early = gone.tailMap(newest.plus(A_DAY), false).firstEntry();
            if (early != null) {
                fail(early.getValue(), "the body is gone before its three years, by the time of the newest entry");
            }
        }
    }

    Verdict verdict() {
        long size = checkpoints.getLast().size();
        if (fault == null && tree.size() < size) {
            fail(tree.size(), "the entry is missing");
        }
        if (fault == null) {
            checkTime();
        }
        return fault == null ? new Verdict(true, OptionalLong.empty(), "", size, bodies, erased) : fault;
    }
}
