package cn.mejene.audit.sequence;

import cn.mejene.audit.sequence.TreeRepository.Place;
import cn.mejene.audit.tree.Leaf;
import cn.mejene.audit.tree.LogProof;
import cn.mejene.audit.tree.SignedNote;
import cn.mejene.audit.tree.TilePath;
import cn.mejene.audit.tree.Tree;
import cn.mejene.kernel.ModuleContext;
import cn.mejene.kernel.Operations;
import cn.mejene.kernel.Problem;
import cn.mejene.kernel.data.Holder;
import cn.mejene.kernel.data.Lease;
import cn.mejene.kernel.data.Tx;
import cn.mejene.kernel.event.Bulletin;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The signed tree as the rest of the module sees it: proofs, tiles, checkpoint. Virtual threads only. */
public final class TransparencyLog {
    private static final Duration PAUSE = Duration.ofMillis(400);

    private final ModuleContext context;
    private final LogKey key;
    private final TreeRepository repository = new TreeRepository();
    private final Tiles tiles;

    public TransparencyLog(ModuleContext context, LogKey key) {
        this.context = context;
        this.key = key;
        this.tiles = new Tiles(context.database(), repository);
    }

    /** Lets this node take part in sequencing and signing. */
    public void run(Path folder, Operations operations) {
        var lease = new Lease("audit-sequencer", context.port(Holder.class));
        var outside = new Outside(new LogFolder(folder), context.port(Bulletin.class), key::verifier);
        var sequencer = new Sequencer(context.database(), repository, lease);
        var signer = new Signer(context, repository, key, outside, lease);
        operations.background("audit.sequence", PAUSE, () -> {
            var more = sequencer.step();
            if (!more) {
                signer.step();
            }
            return more;
        });
        operations.background("audit.post-checkpoint", PAUSE, outside::postNow);
    }

    /** Adds a commitment to a text that is kept elsewhere. */
    public void append(Tx tx, Leaf leaf) {
        repository.insertCommitment(tx, leaf);
    }

    /** The last signed checkpoint. */
    public Optional<SignedNote> checkpoint() {
        return repository.signed(context.database()).map(TreeRepository.Signed::note);
    }

    /** The size that the last checkpoint speaks of. */
    public long size() {
        return repository
                .signed(context.database())
                .map(TreeRepository.Signed::size)
                .orElse(0L);
    }

    public LogKey key() {
        return key;
    }

    /** The proofs of those entries that the last checkpoint covers, by entry. */
    public Map<String, LogProof> proofs(List<String> entryIds) {
        var signed = repository.signed(context.database());
        var proofs = new HashMap<String, LogProof>();
        if (signed.isEmpty() || entryIds.isEmpty()) {
            return proofs;
        }
        var nodes = new TileNodes(context.database(), repository);
        long size = signed.get().size();
        for (Place place : repository.places(context.database(), entryIds)) {
            if (place.index() < size) {
                var path = Tree.inclusion(place.index(), size, nodes);
                proofs.put(
                        place.leaf().id(),
                        new LogProof(
                                place.leaf().bytes(),
                                place.index(),
                                path,
                                signed.get().note()));
            }
        }
        return proofs;
    }

    /** The inclusion proof of a leaf by its index. */
    public List<byte[]> inclusion(long index, long size) {
        requireSigned(size);
        if (index >= size) {
            throw Problem.invalid("#index", "maximum", "A tree of that size has no such leaf.");
        }
        return Tree.inclusion(index, size, new TileNodes(context.database(), repository));
    }

    /** The consistency proof between two sizes. */
    public List<byte[]> consistency(long first, long second) {
        requireSigned(second);
        if (first > second) {
            throw Problem.invalid("#first", "maximum", "The first tree is the smaller one.");
        }
        return Tree.consistency(first, second, new TileNodes(context.database(), repository));
    }

    private void requireSigned(long size) {
        if (size > size()) {
            throw Problem.of(404, "not-found", "The signed tree is smaller.");
        }
    }

    /** A tile's bytes. */
    public byte[] tile(TilePath tile) {
        long from = tile.index() * TilePath.FULL;
        if (TilePath.width(tile.level(), tile.index(), size()) < tile.width() || from < 0) {
            throw Problem.notFound("tile");
        }
        return tiles.read(tile).orElseThrow(() -> Problem.notFound("tile"));
    }
}
