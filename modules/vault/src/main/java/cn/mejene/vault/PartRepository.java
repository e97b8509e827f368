package cn.mejene.vault;

import cn.mejene.kernel.data.Sql;
import cn.mejene.kernel.data.Tx;
import cn.mejene.kernel.stream.BlobReference;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;

/** Blobs that are one content together. */
final class PartRepository {

    /** A part with the id of what it belongs to. */
    record Kept(BlobReference blob, String of, long start, long size) {
        static Kept of(Row row) {
            return new Kept(
                    LocatedBlob.reference(row),
                    row.getString("part_of"),
                    row.getLong("part_start"),
                    row.getLong("size"));
        }
    }

    boolean markPart(Tx tx, String blobId, Part part) {
        return tx.update(
                        """
                UPDATE vault.blob SET state = 'part', part_of = $2, part_start = $3, size = $4, expires_at = $5
                 WHERE id = $1 AND state = 'reserved'
                """,
                        blobId,
                        part.of(),
                        part.start(),
                        part.size(),
                        part.expiresAt().atOffset(ZoneOffset.UTC))
                == 1;
    }

    /** The parts of unfinished contents, in the order of the ids and then of their places. */
    List<Kept> list(Sql sql, List<String> of) {
        return kept(sql, of, "");
    }

    /** The same, locked until the transaction ends. */
    List<Kept> lock(Tx tx, List<String> of) {
        return kept(tx, of, " FOR UPDATE");
    }

    private static List<Kept> kept(Sql sql, List<String> of, String locking) {
        return sql.list(
                "SELECT " + LocatedBlob.REFERENCE + ", part_of, part_start, size FROM vault.blob"
                        + " WHERE part_of = ANY($1) AND state = 'part' AND expires_at > now()"
                        + " ORDER BY array_position($1, part_of), part_start" + locking,
                Kept::of,
                (Object) of.toArray(String[]::new));
    }

    /** The only part of a content becomes the content. */
    void settle(Tx tx, String blobId) {
        tx.update(
                "UPDATE vault.blob SET state = 'stored', part_of = NULL, part_start = NULL, expires_at = NULL"
                        + " WHERE id = $1",
                blobId);
    }

    void join(Tx tx, String whole, List<String> ids, List<Long> starts) {
        tx.update("""
                UPDATE vault.blob AS b SET state = 'stored', part_of = $1, part_start = p.start, expires_at = NULL
                  FROM unnest($2::text[], $3::bigint[]) AS p (id, start) WHERE b.id = p.id
                """, whole, ids.toArray(String[]::new), starts.toArray(Long[]::new));
    }

    void storeWhole(Tx tx, String blobId, long size, byte[] manifest) {
        tx.update(
                "UPDATE vault.blob SET state = 'stored', size = $2, manifest = $3 WHERE id = $1",
                blobId,
                size,
                Buffer.buffer(manifest));
    }

    /** The sealed manifest of a stored whole; empty for a blob that is one object. */
    Optional<byte[]> manifest(Sql sql, String blobId) {
        return sql.find(
                "SELECT manifest FROM vault.blob WHERE id = $1 AND state = 'stored' AND manifest IS NOT NULL",
                row -> row.getBuffer("manifest").getBytes(),
                blobId);
    }

    /** Stored parts of a whole, in no order. */
    List<BlobReference> ofWhole(Sql sql, String whole, List<String> ids) {
        return sql.list(
                "SELECT " + LocatedBlob.REFERENCE
                        + " FROM vault.blob WHERE id = ANY($2) AND part_of = $1 AND state = 'stored'",
                LocatedBlob::reference,
                whole,
                ids.toArray(String[]::new));
    }

    /** Marks the parts of a content for removal; of an unfinished one, or of a whole that goes too. */
    List<LocatedBlob> markErased(Sql sql, String of) {
        return sql.list(
                "UPDATE vault.blob SET state = 'erased' WHERE part_of = $1 AND state IN ('part', 'stored') RETURNING "
                        + LocatedBlob.COLUMNS,
                LocatedBlob::of,
                of);
    }
}
