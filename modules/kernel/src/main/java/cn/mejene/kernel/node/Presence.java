package cn.mejene.kernel.node;

import cn.mejene.kernel.clock.ApplicationClock;
import cn.mejene.kernel.data.Database;
import cn.mejene.kernel.data.Sql;
import java.time.Duration;

/**
 * Tells the other nodes that this one lives, and follows the clock. A node that starts again is a new incarnation:
 * whatever the old one held is free at once.
 */
public final class Presence implements AutoCloseable {
    /** SQL condition: the holder columns {@code h.node, h.incarnation} belong to a node that lives. */
    static final String HOLDER_LIVES =
            """
            EXISTS (SELECT 1 FROM kernel.node n
                     WHERE n.node = h.node AND n.incarnation = h.incarnation
                       AND n.heartbeat_at > now() - interval '15 seconds')
            """;

    private static final Duration BEAT = Duration.ofMillis(500);

    private final Database database;
    private final ApplicationClock clock;
    private final String node;
    private final long incarnation;
    private final Loop loop;

    public Presence(Database database, ApplicationClock clock, String node) {
        this.database = database;
        this.clock = clock;
        this.node = node;
        this.incarnation = database.one("SELECT nextval('kernel.incarnation') AS n", row -> row.getLong("n"));
        this.loop = new Loop("presence", BEAT, this::beat);
    }

    public Presence start() {
        beat();
        loop.start();
        return this;
    }

    public String node() {
        return node;
    }

    public long incarnation() {
        return incarnation;
    }

    private boolean beat() {
        clock.follow(readClock(database));
        database.update(
                """
                INSERT INTO kernel.node AS n (node, incarnation, heartbeat_at, clock_version) VALUES ($1, $2, now(), $3)
                ON CONFLICT (node) DO UPDATE
                   SET incarnation = excluded.incarnation, heartbeat_at = now(), clock_version = excluded.clock_version
                 WHERE n.incarnation <= excluded.incarnation
                """,
                node,
                incarnation,
                clock.setting().version());
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
        database.update("DELETE FROM kernel.node WHERE node = $1 AND incarnation = $2", node, incarnation);
    }
}
