package cn.mejene.kernel.node;

import cn.mejene.kernel.clock.ApplicationClock;
import cn.mejene.kernel.data.Database;
import cn.mejene.kernel.data.Holder;
import cn.mejene.kernel.data.Sql;
import java.time.Duration;

/**
 * Tells the other nodes that this one lives, and follows the clock. A node that starts again is a new incarnation:
 * whatever the old one held is free at once.
 */
public final class Presence implements AutoCloseable {
    private static final Duration BEAT = Duration.ofMillis(500);

    private final Database database;
    private final ApplicationClock clock;
    private final Holder holder;
    private final Loop loop;

    public Presence(Database database, ApplicationClock clock, String node) {
        this.database = database;
        this.clock = clock;
        this.holder =
                database.one("SELECT nextval('kernel.incarnation') AS n", row -> new Holder(node, row.getLong("n")));
        this.loop = new Loop("presence", BEAT, this::beat);
    }

    public Presence start() {
        beat();
        loop.start();
        return this;
    }

    public Holder holder() {
        return holder;
    }

    private boolean beat() {
        clock.follow(readClock(database));
        database.update(
                """
                INSERT INTO kernel.node AS n (node, incarnation, heartbeat_at, clock_version) VALUES ($1, $2, now(), $3)
                ON CONFLICT (node) DO UPDATE
                   SET incarnation = excluded.incarnation, heartbeat_at = now(), clock_version = excluded.clock_version
                 WHERE n.incarnation <= excluded.incarnation
                """, holder.node(), holder.incarnation(), clock.setting().version());
        return false;
    }

    static ApplicationClock.Setting readClock(Sql sql) {
        return sql.find(
                        "SELECT offset_millis, version FROM kernel.clock",
                        row -> new ApplicationClock.Setting(
                                Duration.ofMillis(row.getLong("offset_millis")), row.getLong("version")))
                .orElse(new ApplicationClock.Setting(Duration.ZERO, 0));
    }

    @Override
    public void close() {
        loop.close();
        database.update(
                "DELETE FROM kernel.node WHERE node = $1 AND incarnation = $2", holder.node(), holder.incarnation());
    }
}
