package cn.mejene.audit.stamp;

import cn.mejene.audit.sequence.LogFolder;
import cn.mejene.audit.sequence.TransparencyLog;
import cn.mejene.audit.tree.Checkpoint;
import cn.mejene.audit.tree.SignedNote;
import cn.mejene.kernel.ModuleContext;
import cn.mejene.kernel.Operations;
import cn.mejene.kernel.config.ConfigException;
import cn.mejene.kernel.data.Holder;
import cn.mejene.kernel.data.Lease;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has the last checkpoint stamped from time to time, by one node, and keeps the stamp beside the log outside the
 * database. In a background step of its own: an authority that is away costs stamps, never a checkpoint.
 */
public final class Stamping {
    private static final Logger LOG = LoggerFactory.getLogger(Stamping.class);
    private static final Duration LOOK = Duration.ofSeconds(2);
    private static final Duration AGAIN = Duration.ofMinutes(1);

    private final ModuleContext context;
    private final TransparencyLog log;
    private final LogFolder folder;
    private final StampVerifier verifier;
    private final Authority authority;
    private final Lease lease;
    private final long pause;
    private final long again;
    private long stamped;
    private boolean waits;
    private long next;

    /** @throws ConfigException when there is no certificate of the authority */
    public Stamping(ModuleContext context, TimeStampConfig config, TransparencyLog log, LogFolder folder) {
        this.context = context;
        this.log = log;
        this.folder = folder;
        this.pause = config.pause().toNanos();
        this.again = Math.min(pause, AGAIN.toNanos());
        this.lease = new Lease("audit-stamps", context.port(Holder.class));
        try {
            this.verifier = StampVerifier.of(config.authority());
        } catch (IOException e) {
            throw new ConfigException("modules.audit.timeStamps.authority: no certificate in " + config.authority());
        }
        this.authority = new Authority(context, config, verifier);
    }

    /** Lets this node take part. */
    public void run(Operations operations) {
        stamped = folder.lastStamped();
        operations.background("audit.stamp-checkpoint", LOOK, this::step);
    }

    private boolean step() {
        if (waits && System.nanoTime() - next < 0) {
            return false;
        }
        var note = log.checkpoint();
        if (note.isEmpty()
                || Checkpoint.of(note.get()).size() <= stamped
                || context.database().transaction(lease::hold).isEmpty()) {
            return false;
        }
        waits = true;
        next = System.nanoTime() + (stamp(note.get()) ? pause : again);
        return false;
    }

    private boolean stamp(SignedNote note) {
        long size = Checkpoint.of(note).size();
        try {
            if (!note.isSignedBy(log.key().verifier())) {
                throw new IOException("the checkpoint is not the log's");
            }
            var text = note.toString().getBytes(StandardCharsets.UTF_8);
            folder.keepStamp(size, text, authority.stamp(text), verifier.authorityBytes());
            stamped = size;
            context.metrics().counter("mejene.audit.stamps", "outcome", "made").increment();
            return true;
        } catch (Exception e) {
            // Awaited futures throw checked exceptions undeclared.
            context.metrics()
                    .counter("mejene.audit.stamps", "outcome", "failed")
                    .increment();
            LOG.atWarn()
                    .addKeyValue("size", size)
                    .addKeyValue("cause", e.toString())
                    .log("no time stamp");
            return false;
        }
    }
}
