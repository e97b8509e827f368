package cn.mejene.records;

import cn.mejene.kernel.data.Holder;
import cn.mejene.kernel.data.Sql;
import cn.mejene.kernel.data.Tx;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Records and uploads under way. */
final class RecordRepository {
    static final String RECORD =
            "record_id, member_id, clinic_id, uploader, kind, format, size, sha256, blob_id, label, created_at,"
                    + " finding";
    static final String UPLOAD = "upload_id, record_id, member_id, clinic_id, uploader, kind, blob_id, label";

    static StoredRecord record(Row row) {
        return new StoredRecord(
                row.getString("record_id"),
                row.getString("member_id"),
                row.getString("clinic_id"),
                row.getString("uploader"),
                Kind.of(row.getString("kind")),
                row.getString("format"),
                row.getLong("size"),
                row.getString("sha256"),
                row.getString("blob_id"),
                row.getBuffer("label").getBytes(),
                row.getOffsetDateTime("created_at").toInstant(),
                row.getString("finding"));
    }

    static PendingUpload upload(Row row) {
        return new PendingUpload(
                row.getString("upload_id"),
                row.getString("record_id"),
                row.getString("member_id"),
                row.getString("clinic_id"),
                row.getString("uploader"),
                Kind.of(row.getString("kind")),
                row.getString("blob_id"),
                row.getBuffer("label").getBytes());
    }

    void insertUpload(Sql sql, PendingUpload upload, Holder holder) {
        sql.update(
                """
                INSERT INTO records.upload
                    (upload_id, record_id, member_id, clinic_id, uploader, kind, blob_id, label, node, incarnation)
                VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
                """,
                upload.id(),
                upload.recordId(),
                upload.memberId(),
                upload.clinicId(),
                upload.uploader(),
                upload.kind().word(),
                upload.blobId(),
                Buffer.buffer(upload.label()),
                holder.node(),
                holder.incarnation());
    }

    /** Takes the upload out, so that it ends once; only its uploader may. */
    Optional<PendingUpload> takeUpload(Sql sql, String uploadId, String uploader) {
        return sql.find(
                "DELETE FROM records.upload WHERE upload_id = $1 AND uploader = $2 RETURNING " + UPLOAD,
                RecordRepository::upload,
                uploadId,
                uploader);
    }

    /** Takes out uploads whose node run is gone. */
    List<PendingUpload> takeAbandonedUploads(Sql sql) {
        return sql.list(
                "DELETE FROM records.upload AS h WHERE NOT " + Holder.LIVES + " RETURNING " + UPLOAD,
                RecordRepository::upload);
    }

    /** What an owner's records and uploads under way take up. */
    Quotas.Usage usage(Sql sql, String owner) {
        return sql.find(
                        "SELECT bytes, items FROM records.usage WHERE owner = $1",
                        row -> new Quotas.Usage(row.getLong("bytes"), row.getLong("items")),
                        owner)
                .orElse(Quotas.Usage.NONE);
    }

    void insert(Tx tx, StoredRecord record) {
        tx.update(
                """
                INSERT INTO records.record
                    (record_id, member_id, clinic_id, uploader, kind, format, size, sha256, blob_id, label, created_at,
                     finding)
                VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
                """,
                record.id(),
                record.memberId(),
                record.clinicId(),
                record.uploader(),
                record.kind().word(),
                record.format(),
                record.size(),
                record.sha256(),
                record.blobId(),
                Buffer.buffer(record.label()),
                record.createdAt().atOffset(ZoneOffset.UTC),
                record.finding());
    }

    Optional<StoredRecord> find(Sql sql, String recordId) {
        return sql.find(
                "SELECT " + RECORD + " FROM records.record WHERE record_id = $1", RecordRepository::record, recordId);
    }

    /** Deletes a member's record and answers what it was. */
    Optional<StoredRecord> delete(Tx tx, String recordId, String memberId) {
        return tx.find(
                "DELETE FROM records.record WHERE record_id = $1 AND member_id = $2 RETURNING " + RECORD,
                RecordRepository::record,
                recordId,
                memberId);
    }

    /**
     * A member's records, newest first, older than the given id.
     *
     * @param clinicId only those of one clinic; null for all
     */
    List<StoredRecord> list(Sql sql, String memberId, @Nullable String clinicId, String before, int limit) {
        return sql.list(
                "SELECT " + RECORD + " FROM records.record WHERE member_id = $1"
                        + " AND ($2::text IS NULL OR clinic_id = $2) AND ($3 = '' OR record_id < $3)"
                        + " ORDER BY record_id DESC LIMIT $4",
                RecordRepository::record,
                memberId,
                clinicId,
                before,
                limit);
    }
}
