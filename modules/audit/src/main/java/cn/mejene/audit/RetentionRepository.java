package cn.mejene.audit;

import cn.mejene.kernel.data.Database;
import java.time.Instant;
import java.time.ZoneOffset;

/** The one function by which bodies leave the log; the role can do nothing else. */
final class RetentionRepository {
    private final Database retention;

    RetentionRepository(Database retention) {
        this.retention = retention;
    }

    /** Erases up to so many bodies whose three years have ended and that nothing holds; answers how many. */
    int eraseExpired(Instant now, int most) {
        return retention.one(
                "SELECT audit.erase_expired($1, $2) AS erased",
                row -> row.getInteger("erased"),
                now.atOffset(ZoneOffset.UTC),
                most);
    }
}
