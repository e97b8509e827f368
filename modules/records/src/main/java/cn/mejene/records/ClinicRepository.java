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

    /** A clinic of which it is known where it is. */
    record Located(Clinic clinic, Position position) {}

    /** Makes a clinic that is not there, and notes where it is if that was not known. */
    void insertMissing(Sql sql, NewClinic clinic, Instant now) {
        var position = clinic.position();
        sql.update(
                """
                INSERT INTO records.clinic AS c (clinic_id, name, city, created_at, latitude, longitude)
                VALUES ($1, $2, $3, $4, $5, $6)
                ON CONFLICT (clinic_id) DO UPDATE SET latitude = excluded.latitude, longitude = excluded.longitude
                 WHERE c.latitude IS NULL AND excluded.latitude IS NOT NULL
                """,
                clinic.id(),
                clinic.name(),
                clinic.city(),
                now.atOffset(ZoneOffset.UTC),
                position == null ? null : position.lat(),
                position == null ? null : position.lng());
    }

    List<Located> located(Sql sql) {
        return sql.list(
                "SELECT clinic_id, name, city, latitude, longitude FROM records.clinic WHERE latitude IS NOT NULL",
                row -> new Located(
                        Clinic.of(row), new Position(row.getDouble("latitude"), row.getDouble("longitude"))));
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
