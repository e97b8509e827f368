package cn.mejene.chaos.audit;

import cn.mejene.chaos.system.LogOwner;
import java.io.IOException;
import java.io.PrintStream;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * Makes the log as long as one of years: with the rights of a node, entries in the form and by the statement that nodes
 * write them with, over ten days; the nodes put them into the tree and sign it. For one thread.
 */
final class Filling {
    /** Who has made all those entries, and where. */
    static final String ACTOR = "stf_filling";

    private static final String CLINIC = "cli_0000000000000000000filling";
    private static final int BATCH = 20_000;
    private static final int SIGNED_AT_ONCE = 200_000;
    private static final Duration LONGEST = Duration.ofMinutes(20);

    private final LogOwner owner;
    private final PrintStream out;
    private int made;

    /** What some entries say: who did what to whom, {@code subject} being an SQL expression over {@code n}. */
    record Told(String actor, String clinic, String subject, String resourceType, String outcome) {}

    Filling(LogOwner owner, PrintStream out) {
        this.owner = owner;
        this.out = out;
    }

    /** Adds so many entries, and waits until all of them are signed. */
    void fill(int entries) throws IOException, SQLException {
        long begin = System.nanoTime();
        var told = new Told(ACTOR, CLINIC, "md5((n % 5000)::text)", "record", "allowed");
        for (int left = entries; left > 0; left -= SIGNED_AT_ONCE) {
            for (int batch = Math.min(left, SIGNED_AT_ONCE); batch > 0; batch -= BATCH) {
                add(told, Math.min(batch, BATCH));
            }
            awaitSigned();
            out.printf("  %d entries signed after %.0f s%n", made, (System.nanoTime() - begin) / 1e9);
        }
    }

    /** Adds entries of one kind; they are signed soon. */
    void add(Told told, int entries) throws IOException, SQLException {
        owner.asNode("""
                WITH made AS MATERIALIZED (
                    SELECT 'log_' || lpad(to_hex(n), 26, '0') AS id, %s AS subject, sha256(n::text::bytea) AS salt,
                           date_trunc('milliseconds', now() - n %% 10 * interval '1 day') AS at
                      FROM generate_series(%d::bigint, %d::bigint) AS n
                ), told AS MATERIALIZED (
                    SELECT id, at, subject, salt, '{"id":"' || id || '","at":"'
                           || to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS') || 'Z","node":"node-1",'
                           || '"actor":"%s","role":"clinic","clinic":"%s","subject":"' || subject
                           || '","action":"read","operation":"records.get","resourceType":"%s","purpose":"treatment",'
                           || '"basis":"consent","outcome":"%s","trace":"filling"}' AS body
                      FROM made
                ), bodies AS (
                    INSERT INTO audit.body (entry_id, subject, at, salt, body)
                    SELECT id, subject, at, salt, body FROM told
                ), pending AS (
                    INSERT INTO audit.pending (entry_id) SELECT id FROM told
                )
                INSERT INTO audit.commitment (entry_id, at, commitment)
                SELECT id, at,
                       sha256(convert_to('mejene-log-entry/1' || chr(10), 'UTF8') || salt || convert_to(body, 'UTF8'))
                  FROM told
                """.formatted(
                        told.subject(),
                        made,
                        made + entries - 1,
                        told.actor(),
                        told.clinic(),
                        told.resourceType(),
                        told.outcome()));
        made += entries;
    }

    /** Waits until everything that was written is under a signature. */
    void awaitSigned() throws IOException, SQLException {
        long end = System.nanoTime() + LONGEST.toNanos();
        while (owner.number("SELECT (SELECT count(*) FROM audit.pending) + (SELECT size FROM audit.head)"
                        + " - coalesce((SELECT size FROM audit.checkpoint), 0)")
                > 0) {
            if (System.nanoTime() > end) {
                throw new IOException("the log is not signed in time");
            }
            pause();
        }
    }

    private static void pause() throws IOException {
        try {
            TimeUnit.MILLISECONDS.sleep(200);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }
}
