package cn.mejene.audit.sequence;

import cn.mejene.audit.sequence.TreeRepository.Head;
import cn.mejene.audit.tree.Frontier;
import cn.mejene.audit.tree.Leaf;
import cn.mejene.audit.tree.TilePath;
import cn.mejene.kernel.data.Database;
import cn.mejene.kernel.data.Lease;
import cn.mejene.kernel.data.Tx;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Gives every committed entry its index: one node at a time, leaf and head in one transaction under the lease. Runs in
 * the node's one background step. It signs nothing.
 */
final class Sequencer {
    private static final int BATCH = 2048;

    private final Database database;
    private final TreeRepository repository;
    private final Lease lease;
    private @Nullable Frontier frontier;

    Sequencer(Database database, TreeRepository repository, Lease lease) {
        this.database = database;
        this.repository = repository;
        this.lease = lease;
    }

    /** Adds a batch; answers whether more may be waiting. */
    boolean step() {
        return repository.anyPending(database) && database.transaction(this::add);
    }

    private boolean add(Tx tx) {
        var epoch = lease.hold(tx);
        if (epoch.isEmpty()) {
            return false;
        }
        var head = repository.head(tx);
        var leaves = repository.takePending(tx, BATCH);
        if (leaves.isEmpty()) {
            return false;
        }
        var tree = at(head, tx);
        append(tx, tree, leaves);
        repository.moveHead(tx, head.size(), new Head(tree.size(), tree.root(), epoch.getAsLong()));
        return leaves.size() == BATCH;
    }

    /** The frontier in memory, unless another node, or a transaction that failed, has come between. */
    private Frontier at(Head head, Tx tx) {
        var known = frontier;
        if (known == null || known.size() != head.size() || !java.util.Arrays.equals(known.root(), head.root())) {
            known = Frontier.of(head.size(), new TileNodes(tx, repository));
            frontier = known;
        }
        return known;
    }

    private void append(Tx tx, Frontier tree, List<Leaf> leaves) {
        long first = tree.size();
        var hashes = new ArrayList<Buffer>(leaves.size());
        record Node(int level, long index, byte[] hash) {}
        var nodes = new ArrayList<Node>();
        for (var leaf : leaves) {
            var hash = leaf.hash();
            hashes.add(Buffer.buffer(hash));
            tree.append(hash, (level, index, root) -> {
                if (level > 0 && level % TilePath.HEIGHT == 0) {
                    nodes.add(new Node(level / TilePath.HEIGHT, index, root));
                }
            });
        }
        repository.insertLeaves(tx, first, leaves, hashes);
        nodes.forEach(node -> repository.insertNode(tx, node.level(), node.index(), node.hash()));
    }
}
