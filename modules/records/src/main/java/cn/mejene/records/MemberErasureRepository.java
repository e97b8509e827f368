package cn.mejene.records;

import cn.mejene.kernel.data.Sql;
import cn.mejene.kernel.data.Tx;
import java.util.List;

/** Takes out what is held about one member. Stateless. */
final class MemberErasureRepository {

    List<String> records(Sql sql, String member) {
        return sql.list(
                "SELECT record_id FROM records.record WHERE member_id = $1", row -> row.getString("record_id"), member);
    }

    List<StoredRecord> deleteRecords(Tx tx, String member) {
        return tx.list(
                "DELETE FROM records.record WHERE member_id = $1 RETURNING " + RecordRepository.RECORD,
                RecordRepository::record,
                member);
    }

    /** Whoever is still sending finds that it has ended. */
    List<PendingUpload> deleteUploads(Tx tx, String member) {
        return tx.list(
                "DELETE FROM records.upload WHERE member_id = $1 RETURNING " + RecordRepository.UPLOAD,
                RecordRepository::upload,
                member);
    }

    List<ResumableUpload> deleteResumable(Tx tx, String member) {
        return tx.list(
                "DELETE FROM records.resumable WHERE member_id = $1 RETURNING " + ResumableRepository.COLUMNS,
                ResumableRepository::upload,
                member);
    }

    /** Last: what is taken out before is still counted off. */
    void deleteUsage(Tx tx, String member) {
        tx.update("DELETE FROM records.usage WHERE owner = $1", member);
    }
}
