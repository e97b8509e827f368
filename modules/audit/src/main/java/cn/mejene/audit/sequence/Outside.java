package cn.mejene.audit.sequence;

import cn.mejene.audit.tree.Checkpoint;
import cn.mejene.audit.tree.SignedNote;
import cn.mejene.audit.tree.VerifierKey;
import cn.mejene.kernel.Problem;
import cn.mejene.kernel.event.Bulletin;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The checkpoints outside the database: the last one in a folder of this machine, and all of them in Kafka, which other
 * machines see. Kafka is read when the lease has changed hands: this machine's folder may be older than what the last
 * holder signed, so before Kafka has been read nothing is known.
 */
final class Outside {
    static final String TOPIC = "audit.checkpoints";

    private static final Logger LOG = LoggerFactory.getLogger(Outside.class);
    private static final int LATEST = 16;
    private static final long AGAIN = Duration.ofSeconds(10).toNanos();

    private final LogFolder folder;
    private final Bulletin bulletin;
    private final Supplier<VerifierKey> key;
    private final AtomicReference<@Nullable SignedNote> unposted = new AtomicReference<>();
    private List<SignedNote> posted = List.of();
    private long askedFor = -1;
    private long askedAt;

    Outside(LogFolder folder, Bulletin bulletin, Supplier<VerifierKey> key) {
        this.folder = folder;
        this.bulletin = bulletin;
        this.key = key;
    }

    LogFolder folder() {
        return folder;
    }

    /** Up to which size this folder has all tiles. */
    long written() {
        return own(folder.checkpoint()).map(note -> Checkpoint.of(note).size()).orElse(0L);
    }

    /** What this log is known to have signed, by the key of the log; nothing while Kafka has not been read. */
    Optional<List<SignedNote>> known(long epoch) {
        askKafka(epoch);
        if (askedFor != epoch) {
            return Optional.empty();
        }
        var known = new ArrayList<>(posted);
        own(folder.checkpoint()).ifPresent(known::add);
        return Optional.of(known);
    }

    /** What is known has been compared; from now on the folder, which only grows, says it all. */
    void compared() {
        posted = List.of();
    }

    private void askKafka(long epoch) {
        if (askedFor == epoch || (askedAt != 0 && System.nanoTime() - askedAt < AGAIN)) {
            return;
        }
        try {
            posted = bulletin.latest(TOPIC, LATEST).stream()
                    .flatMap(text -> own(parse(text)).stream())
                    .toList();
            askedFor = epoch;
            askedAt = 0;
        } catch (Problem e) {
            LOG.atWarn().addKeyValue("code", e.code()).log("checkpoints in Kafka cannot be read");
            askedAt = System.nanoTime();
        }
    }

    private static Optional<SignedNote> parse(String text) {
        try {
            return Optional.of(SignedNote.parse(text));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** A text that the log's key has not signed says nothing about the log. */
    private Optional<SignedNote> own(Optional<SignedNote> note) {
        return note.filter(n -> n.isSignedBy(key.get()));
    }

    /** Has the checkpoint posted soon. */
    void post(SignedNote note) {
        unposted.set(note);
    }

    /** Posts what is to be posted; of several, the last. Answers false: the next one waits for the pause. */
    boolean postNow() {
        var note = unposted.get();
        if (note != null) {
            bulletin.post(TOPIC, note.toString());
            unposted.compareAndSet(note, null);
        }
        return false;
    }
}
