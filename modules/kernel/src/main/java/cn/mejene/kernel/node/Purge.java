package cn.mejene.kernel.node;

import cn.mejene.kernel.data.Database;
import cn.mejene.kernel.job.Job;
import cn.mejene.kernel.job.Schedule;
import java.time.Duration;

/** Forgets what the kernel keeps for a while only: answers for retries after a day, seen events after thirty. */
final class Purge {
    private Purge() {}

    static Job job(Database database) {
        return new Job("kernel.purge", new Schedule.RealInterval(Duration.ofMinutes(15)), run -> {
            database.update("DELETE FROM kernel.idempotency WHERE created_at < now() - interval '24 hours'");
            database.update("DELETE FROM kernel.inbox WHERE seen_at < now() - interval '30 days'");
        });
    }
}
