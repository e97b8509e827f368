package cn.mejene.identity.staff;

import cn.mejene.kernel.data.Sql;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Who of the staff may come in, for the monthly audit of permissions. */
public final class ActiveStaffRepository {

    /** @param staff all of them */
    public record AllStaff(List<One> staff) {}

    /** One person. */
    public record One(String id, String role, @Nullable String clinicId, Instant createdAt) {}

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
