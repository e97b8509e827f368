package cn.mejene.vault;

import cn.mejene.kernel.data.Holder;
import cn.mejene.kernel.data.Sql;
import cn.mejene.kernel.data.Tx;
import cn.mejene.kernel.stream.BlobReference;
import io.vertx.sqlclient.Row;
import java.util.List;
import java.util.Optional;

/** Which blobs have, or may have, bytes in the store. */
final class BlobRepository {
    static final String COLUMNS = "id, data_key_id, subject, associated_data";

    static BlobReference reference(Row row) {
        return new BlobReference(
                row.getString("id"),
                row.getString("data_key_id"),
                row.getString("subject"),
                row.getString("associated_data"));
    }

    void insertReserved(Sql sql, BlobReference blob, Holder holder) {
        sql.update(
                """
                INSERT INTO vault.blob (id, subject, data_key_id, associated_data, state, node, incarnation)
                VALUES ($1, $2, $3, $4, 'reserved', $5, $6)
                """,
                blob.blobId(),
                blob.subject(),
                blob.dataKeyId(),
                blob.associatedData(),
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
    Optional<BlobReference> markErased(Sql sql, String blobId) {
        return sql.find(
                "UPDATE vault.blob SET state = 'erased' WHERE id = $1 RETURNING " + COLUMNS,
                BlobRepository::reference,
                blobId);
    }

    /** The same for a blob that does not count yet, alone or as a part. */
    Optional<BlobReference> markAbandoned(Sql sql, String blobId) {
        return sql.find(
                "UPDATE vault.blob SET state = 'erased' WHERE id = $1 AND state IN ('reserved', 'erased') RETURNING "
                        + COLUMNS,
                BlobRepository::reference,
                blobId);
    }

    Optional<BlobReference> findStored(Sql sql, String blobId) {
        return sql.find(
                "SELECT " + COLUMNS + " FROM vault.blob WHERE id = $1 AND state = 'stored'",
                BlobRepository::reference,
                blobId);
    }

    /** Reservations whose node run is gone, parts of contents that were never completed, removals that did not end. */
    List<BlobReference> markOrphans(Sql sql, int limit) {
        return sql.list(
                "UPDATE vault.blob AS h SET state = 'erased' WHERE id IN ("
                        + "SELECT id FROM vault.blob AS h WHERE state = 'erased'"
                        + " OR (state = 'part' AND expires_at < now()) OR (state = 'reserved' AND NOT "
                        + Holder.LIVES
                        + ") ORDER BY reserved_at LIMIT $1 FOR UPDATE SKIP LOCKED) RETURNING "
                        + COLUMNS,
                BlobRepository::reference,
                limit);
    }

    void delete(Sql sql, String blobId) {
        sql.update("DELETE FROM vault.blob WHERE id = $1 AND state = 'erased'", blobId);
    }

    /** Which of the given ids have a row. */
    List<String> known(Sql sql, List<String> ids) {
        return sql.list("SELECT id FROM vault.blob WHERE id = ANY($1)", row -> row.getString("id"), (Object)
                ids.toArray(String[]::new));
    }
}
