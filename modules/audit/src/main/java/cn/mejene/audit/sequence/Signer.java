package cn.mejene.audit.sequence;

import cn.mejene.audit.sequence.TreeRepository.Head;
import cn.mejene.audit.sequence.TreeRepository.Signed;
import cn.mejene.audit.tree.Checkpoint;
import cn.mejene.audit.tree.Tree;
import cn.mejene.kernel.ModuleContext;
import cn.mejene.kernel.data.Lease;
import cn.mejene.kernel.data.Tx;
import java.time.Duration;
import java.util.Arrays;
import java.util.OptionalLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Signs committed heads, and only those that begin with everything signed before, as it is known outside the database.
 * A head that does not is never signed: the log stops being provable, and says so, until somebody has looked. Runs in
 * the node's one background step, after the sequencer.
 */
final class Signer {
    private static final Logger LOG = LoggerFactory.getLogger(Signer.class);

    private static final long TELL_AGAIN = Duration.ofMinutes(1).toNanos();

    private final ModuleContext context;
    private final TreeRepository repository;
    private final LogKey key;
    private final Outside outside;
    private final Lease lease;
    private final Tiles tiles;
    private long toldAt;

    Signer(ModuleContext context, TreeRepository repository, LogKey key, Outside outside, Lease lease) {
        this.context = context;
        this.repository = repository;
        this.key = key;
        this.outside = outside;
        this.lease = lease;
        this.tiles = new Tiles(context.database(), repository);
    }

    void step() {
        var head = repository.head(context.database());
        long signed = repository.signed(context.database()).map(Signed::size).orElse(0L);
        if (head.size() == signed) {
            return;
        }
        var epoch = context.database().transaction(lease::hold);
        if (epoch.isPresent() && isConsistent(head, signed, epoch.getAsLong())) {
            outside.folder().publish(key.verifier());
            tiles.write(outside.folder(), outside.written(), head.size());
            var note = key.signing().sign(new Checkpoint(key.verifier().name(), head.size(), head.root()).text());
            context.database().run(tx -> save(tx, new Signed(head.size(), note), epoch));
            outside.post(note);
        }
    }

    /** Outside first: what is served from the database is never ahead of what others hold. */
    private void save(Tx tx, Signed signed, OptionalLong epoch) {
        if (!lease.hold(tx).equals(epoch)) {
            throw new IllegalStateException("the lease has gone to another node");
        }
        outside.folder().write(signed.note());
        repository.saveSigned(tx, signed);
    }

    private boolean isConsistent(Head head, long signed, long epoch) {
        var posted = outside.known(epoch);
        if (posted.isEmpty()) {
            return false;
        }
        var known = posted.get();
        if (known.isEmpty() && signed > 0) {
            return refuse("no checkpoint is left outside the database", head);
        }
        var nodes = new TileNodes(context.database(), repository);
        for (var note : known) {
            var before = Checkpoint.of(note);
            if (before.size() > head.size() || !hasRoot(nodes, before.size(), before.root())) {
                return refuse("the tree does not begin with a checkpoint that was signed before", head);
            }
        }
        if (head.size() < signed || !hasRoot(nodes, head.size(), head.root())) {
            return refuse("the tree is not what its head says", head);
        }
        outside.compared();
        return true;
    }

    private static boolean hasRoot(TileNodes nodes, long size, byte[] root) {
        return Arrays.equals(Tree.root(size, nodes), root);
    }

    private boolean refuse(String why, Head head) {
        if (toldAt == 0 || System.nanoTime() - toldAt > TELL_AGAIN) {
            LOG.atError()
                    .addKeyValue("why", why)
                    .addKeyValue("size", head.size())
                    .log("checkpoint refused");
            toldAt = System.nanoTime();
        }
        context.metrics().counter("mejene.audit.checkpoints.refused").increment();
        return false;
    }
}
