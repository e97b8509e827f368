package cn.mejene.records;

import cn.mejene.kernel.data.Holder;
import cn.mejene.kernel.data.Sql;
import cn.mejene.kernel.data.Tx;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Uploads that come in several requests. */
final class ResumableRepository {
    static final String COLUMNS = "upload_id, record_id, member_id, clinic_id, uploader, kind, concat, length,"
            + " received, parts, label, metadata, state, writer, expires_at";

    static ResumableUpload upload(Row row) {
        return new ResumableUpload(
                row.getString("upload_id"),
                row.getString("record_id"),
                row.getString("member_id"),
                row.getString("clinic_id"),
                row.getString("uploader"),
                Kind.of(row.getString("kind")),
                row.getString("concat"),
                row.getLong("length"),
                row.getLong("received"),
                row.getInteger("parts"),
                row.getBuffer("label").getBytes(),
                row.getBuffer("metadata").getBytes(),
                row.getString("state").equals("done"),
                row.getLong("writer"),
                row.getOffsetDateTime("expires_at").toInstant());
    }

    /** Inserts an upload that the holder writes to, or nobody. The row's times are the database's. */
    ResumableUpload insert(Tx tx, ResumableUpload upload, Optional<Holder> holder, Duration lifetime) {
        return tx.one(
                """
                INSERT INTO records.resumable
                    (upload_id, record_id, member_id, clinic_id, uploader, kind, concat, length, label, metadata,
                     writer, node, incarnation, expires_at)
                VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 1, $11, $12, now() + $13 * interval '1 millisecond')
                RETURNING\s""" + COLUMNS,
                ResumableRepository::upload,
                upload.id(),
                upload.recordId(),
                upload.memberId(),
                upload.clinicId(),
                upload.uploader(),
                upload.kind().word(),
                upload.concat(),
                upload.length(),
                Buffer.buffer(upload.label()),
                Buffer.buffer(upload.metadata()),
                holder.map(Holder::node).orElse(null),
                holder.map(Holder::incarnation).orElse(null),
                (double) lifetime.toMillis());
    }

    Optional<ResumableUpload> find(Sql sql, String uploadId) {
        return sql.find(
                "SELECT " + COLUMNS + " FROM records.resumable WHERE upload_id = $1 AND expires_at > now()",
                ResumableRepository::upload,
                uploadId);
    }

    /** What an uploader has made of the same uploads before. */
    Optional<ResumableUpload> findFinished(Sql sql, String concat, String uploader) {
        return sql.find(
                "SELECT " + COLUMNS + " FROM records.resumable WHERE concat = $1 AND uploader = $2"
                        + " AND state = 'done' AND expires_at > now()",
                ResumableRepository::upload,
                concat,
                uploader);
    }

    /** Whether a writer who lives holds the upload. */
    boolean isHeld(Sql sql, String uploadId) {
        return sql.find(
                        "SELECT 1 FROM records.resumable AS h WHERE upload_id = $1 AND node IS NOT NULL AND "
                                + Holder.LIVES,
                        row -> true,
                        uploadId)
                .isPresent();
    }

    /** Takes an upload for one writer; empty when it has ended or another one, who lives, holds it. */
    Optional<ResumableUpload> take(Tx tx, String uploadId, String uploader, Holder holder) {
        return tx.find(
                "UPDATE records.resumable AS h SET node = $3, incarnation = $4, writer = writer + 1"
                        + " WHERE upload_id = $1 AND uploader = $2 AND state = 'open' AND expires_at > now()"
                        + " AND (h.node IS NULL OR NOT " + Holder.LIVES + ") RETURNING " + COLUMNS,
                ResumableRepository::upload,
                uploadId,
                uploader,
                holder.node(),
                holder.incarnation());
    }

    /** The upload, locked, as long as this is its writer. */
    Optional<ResumableUpload> lock(Tx tx, String uploadId, String uploader, long writer) {
        return tx.find(
                "SELECT " + COLUMNS + " FROM records.resumable WHERE upload_id = $1 AND uploader = $2"
                        + " AND writer = $3 AND state = 'open' AND node IS NOT NULL FOR UPDATE",
                ResumableRepository::upload,
                uploadId,
                uploader,
                writer);
    }

    ResumableUpload setLength(Tx tx, String uploadId, long length) {
        return change(tx, "length = $2", uploadId, length);
    }

    ResumableUpload addPart(Tx tx, String uploadId, long size) {
        return change(tx, "received = received + $2, parts = parts + 1", uploadId, size);
    }

    ResumableUpload finish(Tx tx, String uploadId, long size) {
        return change(
                tx, "received = $2, length = $2, state = 'done', node = NULL, incarnation = NULL", uploadId, size);
    }

    private static ResumableUpload change(Tx tx, String change, String uploadId, long number) {
        return tx.one(
                "UPDATE records.resumable SET " + change + " WHERE upload_id = $1 RETURNING " + COLUMNS,
                ResumableRepository::upload,
                uploadId,
                number);
    }

    void release(Sql sql, String uploadId, String uploader, long writer) {
        sql.update(
                "UPDATE records.resumable SET node = NULL, incarnation = NULL"
                        + " WHERE upload_id = $1 AND uploader = $2 AND writer = $3 AND state = 'open'",
                uploadId,
                uploader,
                writer);
    }

    /** Takes uploads out that nobody writes to. */
    List<ResumableUpload> deleteIdle(Tx tx, List<String> ids, String uploader) {
        return tx.list(
                "DELETE FROM records.resumable AS h WHERE upload_id = ANY($1) AND uploader = $2"
                        + " AND (h.node IS NULL OR NOT " + Holder.LIVES + ") RETURNING " + COLUMNS,
                ResumableRepository::upload,
                ids.toArray(String[]::new),
                uploader);
    }

    /** Takes an upload out for its writer. */
    Optional<ResumableUpload> deleteHeld(Tx tx, String uploadId, String uploader, long writer) {
        return tx.find(
                "DELETE FROM records.resumable WHERE upload_id = $1 AND uploader = $2 AND writer = $3"
                        + " AND state = 'open' RETURNING " + COLUMNS,
                ResumableRepository::upload,
                uploadId,
                uploader,
                writer);
    }

    /** Takes out some that have expired and that nobody writes to, or has written to for an hour longer. */
    List<ResumableUpload> deleteExpired(Tx tx, int limit) {
        return tx.list(
                "DELETE FROM records.resumable WHERE upload_id IN (SELECT upload_id FROM records.resumable AS h"
                        + " WHERE expires_at < now() AND (h.node IS NULL OR NOT " + Holder.LIVES
                        + " OR expires_at < now() - interval '1 hour') ORDER BY expires_at LIMIT $1 FOR UPDATE SKIP LOCKED) RETURNING "
                        + COLUMNS,
                ResumableRepository::upload,
                limit);
    }
}
