package cn.mejene.audit.sequence;

import cn.mejene.audit.tree.Leaf;
import cn.mejene.audit.tree.SignedNote;
import cn.mejene.kernel.data.Sql;
import cn.mejene.kernel.data.Tx;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;

/** The tree's tables. */
final class TreeRepository {
    private static final String LEAF = "c.entry_id, c.at, c.commitment";

    /** The tree as it was last committed. */
    record Head(long size, byte[] root, long epoch) {
        static Head of(Row row) {
            return new Head(row.getLong("size"), row.getBuffer("root").getBytes(), row.getLong("epoch"));
        }
    }

    /** The last signed head. */
    record Signed(long size, SignedNote note) {
        static Signed of(Row row) {
            return new Signed(row.getLong("size"), SignedNote.parse(row.getString("note")));
        }
    }

    /** Where an entry stands in the tree. */
    record Place(long index, Leaf leaf) {
        static Place of(Row row) {
            return new Place(row.getLong("index"), TreeRepository.leaf(row));
        }
    }

    private static Leaf leaf(Row row) {
        return new Leaf(
                row.getString("entry_id"),
                row.getOffsetDateTime("at").toInstant(),
                row.getBuffer("commitment").getBytes());
    }

    /** Commits to a body that is kept elsewhere; the entry is in the tree soon after the transaction has committed. */
    void insertCommitment(Tx tx, Leaf leaf) {
        tx.update("""
                WITH pending AS (INSERT INTO audit.pending (entry_id) VALUES ($1))
                INSERT INTO audit.commitment (entry_id, at, commitment) VALUES ($1, $2, $3)
                """, leaf.id(), utc(leaf), Buffer.buffer(leaf.commitment()));
    }

    private static OffsetDateTime utc(Leaf leaf) {
        return leaf.at().atOffset(ZoneOffset.UTC);
    }

    boolean anyPending(Sql sql) {
        return !sql.list("SELECT 1 FROM audit.pending LIMIT 1", row -> true).isEmpty();
    }

    /** Takes what waits for its place, in the order of ids, out of the queue. */
    List<Leaf> takePending(Tx tx, int most) {
        return tx.list("""
                WITH taken AS (
                    DELETE FROM audit.pending WHERE entry_id IN (SELECT entry_id FROM audit.pending ORDER BY entry_id LIMIT $1)
                    RETURNING entry_id
                )
                SELECT %s FROM taken JOIN audit.commitment c USING (entry_id) ORDER BY entry_id
                """.formatted(LEAF), TreeRepository::leaf, most);
    }

    void insertLeaves(Tx tx, long first, List<Leaf> leaves, List<Buffer> hashes) {
        var indexes = new Long[leaves.size()];
        for (int i = 0; i < indexes.length; i++) {
            indexes[i] = first + i;
        }
        tx.update("""
                INSERT INTO audit.leaf (index, entry_id, hash)
                SELECT * FROM unnest($1::bigint[], $2::text[], $3::bytea[])
                """, indexes, leaves.stream().map(Leaf::id).toArray(String[]::new), hashes.toArray(Buffer[]::new));
    }

    void insertNode(Tx tx, int level, long index, byte[] hash) {
        tx.update("INSERT INTO audit.node (level, index, hash) VALUES ($1, $2, $3)", level, index, Buffer.buffer(hash));
    }

    /** The hashes of one tile's level from an index on, in order. */
    List<byte[]> hashes(Sql sql, int level, long from, int count) {
        return level == 0
                ? sql.list(
                        "SELECT hash FROM audit.leaf WHERE index >= $1 AND index < $2 ORDER BY index",
                        TreeRepository::hash,
                        from,
                        from + count)
                : sql.list(
                        "SELECT hash FROM audit.node WHERE level = $1 AND index >= $2 AND index < $3 ORDER BY index",
                        TreeRepository::hash,
                        level,
                        from,
                        from + count);
    }

    private static byte[] hash(Row row) {
        return row.getBuffer("hash").getBytes();
    }

    List<Leaf> leaves(Sql sql, long from, int count) {
        return sql.list(
                "SELECT " + LEAF + " FROM audit.leaf l JOIN audit.commitment c USING (entry_id)"
                        + " WHERE l.index >= $1 AND l.index < $2 ORDER BY l.index",
                TreeRepository::leaf,
                from,
                from + count);
    }

    /** The places of those entries that are in the tree. */
    List<Place> places(Sql sql, List<String> entryIds) {
        return sql.list(
                "SELECT l.index, " + LEAF + " FROM audit.leaf l JOIN audit.commitment c USING (entry_id)"
                        + " WHERE l.entry_id = ANY($1)",
                Place::of,
                (Object) entryIds.toArray(String[]::new));
    }

    Head head(Sql sql) {
        return sql.one("SELECT size, root, epoch FROM audit.head", Head::of);
    }

    void moveHead(Tx tx, long from, Head to) {
        int moved = tx.update(
                "UPDATE audit.head SET size = $2, root = $3, epoch = $4 WHERE size = $1",
                from,
                to.size(),
                Buffer.buffer(to.root()),
                to.epoch());
        if (moved != 1) {
            throw new IllegalStateException("the tree has grown meanwhile");
        }
    }

    Optional<Signed> signed(Sql sql) {
        return sql.find("SELECT size, note FROM audit.checkpoint", Signed::of);
    }

    void saveSigned(Tx tx, Signed signed) {
        tx.update("""
                INSERT INTO audit.checkpoint (size, note) VALUES ($1, $2)
                ON CONFLICT (singleton) DO UPDATE SET size = excluded.size, note = excluded.note
                """, signed.size(), signed.note().toString());
    }
}
