package cn.mejene.audit.sequence;

import cn.mejene.audit.tree.NodeReader;
import cn.mejene.audit.tree.TilePath;
import cn.mejene.audit.tree.TreeHash;
import cn.mejene.kernel.data.Sql;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Reads subtree roots from the stored tiles; keeps the tiles it has read, for the proofs of one request. One thread. */
final class TileNodes implements NodeReader {
    private final Sql sql;
    private final TreeRepository repository;
    private final Map<TilePath, List<byte[]>> tiles = new HashMap<>();

    TileNodes(Sql sql, TreeRepository repository) {
        this.sql = sql;
        this.repository = repository;
    }

    @Override
    public byte[] hash(int level, long index) {
        int tileLevel = level / TilePath.HEIGHT;
        int below = level % TilePath.HEIGHT;
        long first = index << below;
        var tile = new TilePath(tileLevel, first / TilePath.FULL, TilePath.FULL);
        var hashes = tiles.computeIfAbsent(
                tile, t -> repository.hashes(sql, t.level(), t.index() * TilePath.FULL, TilePath.FULL));
        int offset = (int) (first % TilePath.FULL);
        int count = 1 << below;
        if (hashes.size() < offset + count) {
            throw new IllegalStateException("the tree has a hole in tile " + tile);
        }
        return subtree(hashes.subList(offset, offset + count));
    }

    private static byte[] subtree(List<byte[]> hashes) {
        if (hashes.size() == 1) {
            return hashes.getFirst();
        }
        int middle = hashes.size() / 2;
        return TreeHash.node(subtree(hashes.subList(0, middle)), subtree(hashes.subList(middle, hashes.size())));
    }
}
