package cn.mejene.identity.staff;

import cn.mejene.kernel.data.Sql;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Who of the staff may come in, for the monthly audit of permissions and for whoever asks who could see what. */
public final class ActiveStaffRepository {

    /** @param staff all of them */
    public record AllStaff(List<One> staff) {}

    /** One person. */
    public record One(String id, String role, @Nullable String clinicId, Instant createdAt) {}

    /** @param kinds all there are */
    public record Kinds(List<Kind> kinds) {}

    /** What the engine that decides accesses tells staff apart by. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Kind(String role, @Nullable String clinicId, String employer, String network) {}

    public Kinds kinds(Sql sql) {
        return new Kinds(sql.list(
                """
                SELECT DISTINCT role, clinic_id, employer, network FROM identity.staff WHERE status = 'active'
                 ORDER BY role, clinic_id, employer, network
                """,
                row -> new Kind(
                        row.getString("role"),
                        row.getString("clinic_id"),
                        row.getString("employer"),
                        row.getString("network"))));
    }

    public AllStaff all(Sql sql) {
        return new AllStaff(sql.list(
                """
                SELECT staff_id, role, clinic_id, created_at FROM identity.staff WHERE status = 'active' ORDER BY staff_id
                """,
                row -> new One(
                        row.getString("staff_id"),
                        row.getString("role"),
                        row.getString("clinic_id"),
                        row.getOffsetDateTime("created_at").toInstant())));
    }
}
