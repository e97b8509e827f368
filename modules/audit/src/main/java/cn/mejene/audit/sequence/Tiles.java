package cn.mejene.audit.sequence;

import cn.mejene.audit.tree.Leaf;
import cn.mejene.audit.tree.TilePath;
import cn.mejene.kernel.data.Database;
import java.io.ByteArrayOutputStream;
import java.util.Optional;

/** Makes the bytes of tiles and entry bundles (C2SP tlog-tiles) from the tree's tables. Virtual threads only. */
final class Tiles {
    private final Database database;
    private final TreeRepository repository;

    Tiles(Database database, TreeRepository repository) {
        this.database = database;
        this.repository = repository;
    }

    /** The tile's bytes; none when the tree does not reach that far. */
    Optional<byte[]> read(TilePath tile) {
        long from = tile.index() * TilePath.FULL;
        return tile.level() == TilePath.ENTRIES ? entries(from, tile.width()) : hashes(tile, from);
    }

    private Optional<byte[]> hashes(TilePath tile, long from) {
        var hashes = repository.hashes(database, tile.level(), from, tile.width());
        if (hashes.size() < tile.width()) {
            return Optional.empty();
        }
        var bytes = new ByteArrayOutputStream();
        hashes.forEach(bytes::writeBytes);
        return Optional.of(bytes.toByteArray());
    }

    private Optional<byte[]> entries(long from, int width) {
        var leaves = repository.leaves(database, from, width);
        if (leaves.size() < width) {
            return Optional.empty();
        }
        var bytes = new ByteArrayOutputStream();
        leaves.stream().map(Leaf::bytes).forEach(leaf -> {
            bytes.write(leaf.length >> 8);
            bytes.write(leaf.length);
            bytes.writeBytes(leaf);
        });
        return Optional.of(bytes.toByteArray());
    }

    /** Writes the tiles by which a tree of one size differs from a smaller one. */
    void write(LogFolder folder, long from, long to) {
        for (int level = TilePath.ENTRIES; level < 8; level++) {
            int shift = TilePath.HEIGHT * Math.max(level, 0);
            long last = to >> shift;
            for (long index = (from >> shift) / TilePath.FULL; index * TilePath.FULL < last; index++) {
                var tile = new TilePath(level, index, TilePath.width(level, index, to));
                write(folder, tile);
            }
        }
    }

    private void write(LogFolder folder, TilePath tile) {
        var bytes = read(tile).orElseThrow(() -> new IllegalStateException("the tree has a hole in tile " + tile));
        folder.write(tile, bytes);
        if (tile.isFull()) {
            folder.removePartials(tile);
        }
    }
}
