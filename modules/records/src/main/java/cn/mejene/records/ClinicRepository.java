package cn.mejene.records;

import cn.mejene.kernel.data.Sql;
import cn.mejene.records.RecordsConfig.NewClinic;
import io.vertx.sqlclient.Row;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;

/** Partner clinics. */
final class ClinicRepository {

    /** A partner clinic as the public list shows it. */
    record Clinic(String id, String name, String city) {
        static Clinic of(Row row) {
            return new Clinic(row.getString("clinic_id"), row.getString("name"), row.getString("city"));
        }
    }

    void insertMissing(Sql sql, NewClinic clinic, Instant now) {
        sql.update("""
                INSERT INTO records.clinic (clinic_id, name, city, created_at) VALUES ($1, $2, $3, $4)
                ON CONFLICT DO NOTHING
                """, clinic.id(), clinic.name(), clinic.city(), now.atOffset(ZoneOffset.UTC));
    }

    Optional<Clinic> find(Sql sql, String clinicId) {
        return sql.find("SELECT clinic_id, name, city FROM records.clinic WHERE clinic_id = $1", Clinic::of, clinicId);
    }

    List<Clinic> list(Sql sql, String before, int limit) {
        return sql.list("""
                SELECT clinic_id, name, city FROM records.clinic
                 WHERE $1 = '' OR clinic_id < $1 ORDER BY clinic_id DESC LIMIT $2
                """, Clinic::of, before, limit);
    }
}
