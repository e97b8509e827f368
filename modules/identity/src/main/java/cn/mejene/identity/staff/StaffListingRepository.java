package cn.mejene.identity.staff;

import cn.mejene.kernel.call.Paging;
import cn.mejene.kernel.data.Sql;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Staff accounts as administrators see them, disabled ones included; without credentials. */
final class StaffListingRepository {

    /** One account. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record One(
            String id,
            String username,
            String role,
            @Nullable String clinicId,
            String employer,
            String network,
            String status,
            Instant createdAt) {}

    List<One> page(Sql sql, Paging paging) {
        return sql.list(
                """
                SELECT staff_id, username, role, clinic_id, employer, network, status, created_at FROM identity.staff
                 WHERE $1 = '' OR staff_id < $1 ORDER BY staff_id DESC LIMIT $2
                """,
                row -> new One(
                        row.getString("staff_id"),
                        row.getString("username"),
                        row.getString("role"),
                        row.getString("clinic_id"),
                        row.getString("employer"),
                        row.getString("network"),
                        row.getString("status"),
                        row.getOffsetDateTime("created_at").toInstant()),
                paging.after(),
                paging.limit() + 1);
    }
}
