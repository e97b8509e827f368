package cn.mejene.vault;

import cn.mejene.kernel.data.Holder;
import cn.mejene.kernel.data.Sql;
import cn.mejene.kernel.data.Tx;
import cn.mejene.kernel.stream.BlobReference;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;

/** Which blobs have, or may have, bytes in which store. */
final class BlobRepository {
    private static final String COLUMNS = LocatedBlob.COLUMNS;

    void insertReserved(Sql sql, BlobReference blob, String store, Holder holder) {
        sql.update(
                """
                INSERT INTO vault.blob (id, subject, data_key_id, associated_data, state, store, node, incarnation)
                VALUES ($1, $2, $3, $4, 'reserved', $5, $6, $7)
                """,
                blob.blobId(),
                blob.subject(),
                blob.dataKeyId(),
                blob.associatedData(),
                store,
                holder.node(),
                holder.incarnation());
    }

    boolean markStored(Tx tx, String blobId, long size) {
        return tx.update(
                        "UPDATE vault.blob SET state = 'stored', size = $2 WHERE id = $1 AND state = 'reserved'",
                        blobId,
                        size)
                == 1;
    }

    /** Marks a blob for removal; answers nothing when it was removed before. */
    Optional<LocatedBlob> markErased(Sql sql, String blobId) {
        return sql.find(
                "UPDATE vault.blob SET state = 'erased' WHERE id = $1 RETURNING " + COLUMNS, LocatedBlob::of, blobId);
    }

    /** The same for a blob that does not count yet, alone or as a part. */
    Optional<LocatedBlob> markAbandoned(Sql sql, String blobId) {
        return sql.find(
                "UPDATE vault.blob SET state = 'erased' WHERE id = $1 AND state IN ('reserved', 'erased') RETURNING "
                        + COLUMNS,
                LocatedBlob::of,
                blobId);
    }

    Optional<LocatedBlob> findStored(Sql sql, String blobId) {
        return sql.find(
                "SELECT " + COLUMNS + " FROM vault.blob WHERE id = $1 AND state = 'stored'", LocatedBlob::of, blobId);
    }

    /** Where the bytes of a blob are, or are to be; nothing once it is given up. */
    Optional<Location> findLocation(Sql sql, String blobId) {
        return sql.find(
                "SELECT store, coalesce(object, id) AS object FROM vault.blob WHERE id = $1 AND state <> 'erased'",
                row -> Location.of(row.getString("store"), row.getString("object")),
                blobId);
    }

    /** Reservations whose node run is gone, parts of contents that were never completed, removals that did not end. */
    List<LocatedBlob> markOrphans(Sql sql, String afterId, int limit) {
        return sql.list(
                "UPDATE vault.blob AS h SET state = 'erased' WHERE id IN ("
                        + "SELECT id FROM vault.blob AS h WHERE id > $2 AND (state = 'erased'"
                        + " OR (state = 'part' AND expires_at < now()) OR (state = 'reserved' AND NOT "
                        + Holder.LIVES
                        + ")) ORDER BY id LIMIT $1 FOR UPDATE SKIP LOCKED) RETURNING "
                        + COLUMNS,
                LocatedBlob::of,
                limit,
                afterId);
    }

    void delete(Sql sql, String blobId) {
        sql.update("DELETE FROM vault.blob WHERE id = $1 AND state = 'erased'", blobId);
    }

    /** Which of the objects of a store belong to a row, copies under way included. */
    List<String> owned(Sql sql, String store, List<String> objects) {
        return sql.list("""
                SELECT coalesce(object, id) AS object FROM vault.blob
                 WHERE coalesce(object, id) = ANY($1) AND store = $2
                UNION
                SELECT copy_object FROM vault.blob WHERE copy_object = ANY($1) AND copy_store = $2
                """, row -> row.getString("object"), objects.toArray(String[]::new), store);
    }

    /** The next blobs that count, alone or as parts, that lie elsewhere and are older than the wish to move them. */
    List<LocatedBlob> elsewhere(Sql sql, String target, OffsetDateTime before, String afterId, int limit) {
        return sql.list(
                "SELECT " + COLUMNS
                        + " FROM vault.blob WHERE store <> $1 AND state IN ('part', 'stored') AND reserved_at < $2"
                        + " AND id > $3 ORDER BY id LIMIT $4",
                LocatedBlob::of,
                target,
                before,
                afterId,
                limit);
    }

    /** Whether an upload to another store, older than the wish to move, is still under way or has ended meanwhile. */
    boolean anyComing(Sql sql, String target, OffsetDateTime before, long faulty) {
        return sql.one("""
                SELECT count(*) FILTER (WHERE state = 'reserved') > 0
                       OR count(*) FILTER (WHERE state IN ('part', 'stored')) > $3 AS coming
                  FROM vault.blob WHERE store <> $1 AND state <> 'erased' AND reserved_at < $2
                """, row -> row.getBoolean("coming"), target, before, faulty);
    }

    /** Notes where a copy will lie, before it has a byte; false when the blob is gone, has moved or has no bytes. */
    boolean beginCopy(Sql sql, LocatedBlob blob, Location copy) {
        return sql.update(
                        """
                        UPDATE vault.blob SET copy_store = $2, copy_object = $3
                         WHERE id = $1 AND state IN ('part', 'stored') AND manifest IS NULL AND store = $4
                           AND coalesce(object, id) = $5
                        """,
                        blob.blob().blobId(),
                        copy.store(),
                        copy.object().value(),
                        blob.location().store(),
                        blob.location().object().value())
                == 1;
    }

    /** Makes a verified copy the blob's bytes; false when the blob is gone, or another copy was begun. */
    boolean takeCopy(Tx tx, String blobId, Location copy) {
        return tx.update("""
                        UPDATE vault.blob SET store = copy_store, object = copy_object, copy_store = NULL, copy_object = NULL
                         WHERE id = $1 AND state IN ('part', 'stored') AND copy_store = $2 AND copy_object = $3
                        """, blobId, copy.store(), copy.object().value()) == 1;
    }

    /** Moves what has no bytes of its own, a whole made of parts; false when it is something else, or gone. */
    boolean moveWhole(Tx tx, String blobId, String target) {
        return tx.update("""
                        UPDATE vault.blob SET store = $2
                         WHERE id = $1 AND state = 'stored' AND manifest IS NOT NULL AND store <> $2
                        """, blobId, target) == 1;
    }
}
