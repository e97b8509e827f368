package cn.mejene.identity.session;

import cn.mejene.kernel.Problem;
import cn.mejene.kernel.call.Principal;
import cn.mejene.kernel.call.Sessions;
import cn.mejene.kernel.data.Database;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Set;
import java.util.stream.StreamSupport;

/**
 * Answers the gateway on event loops: keys, living sessions, spent step-up tokens. What it knows of a session is at
 * most half a second old, counted from before the database was asked. Never blocks.
 */
public final class LiveSessions implements Sessions {
    private static final long TRUSTED_NANOS = Duration.ofMillis(500).toNanos();
    private static final int MOST = 50_000;
    private static final String PRINCIPAL = """
        SELECT s.session_id, s.principal_id, s.kind, a.status, f.role, f.clinic_id, f.employer, f.network
          FROM identity.session s
          LEFT JOIN identity.account a ON s.kind = 'member' AND a.member_id = s.principal_id
          LEFT JOIN identity.staff f ON s.kind = 'staff' AND f.staff_id = s.principal_id
         WHERE s.session_id = $1 AND s.revoked_at IS NULL AND s.expires_at > $2
           AND coalesce(a.status, f.status) IN ('active', 'awaiting-guardian')
        """;

    private final Database database;
    private final InstantSource clock;
    private final Cache<String, Known> known = Caffeine.newBuilder()
            .maximumSize(MOST)
            .expireAfterWrite(Duration.ofNanos(TRUSTED_NANOS))
            .build();

    private record Known(Principal principal, long askedAt) {
        boolean trusted() {
            return System.nanoTime() - askedAt < TRUSTED_NANOS;
        }
    }

    public LiveSessions(Database database, InstantSource clock) {
        this.database = database;
        this.clock = clock;
    }

    @Override
    public Future<List<JsonObject>> verificationKeys() {
        return query("SELECT public_key FROM identity.signing_key WHERE retires_at IS NULL OR retires_at > $1", now())
                .map(rows -> StreamSupport.stream(rows.spliterator(), false)
                        .map(row -> new JsonObject(row.getString("public_key")))
                        .toList());
    }

    @Override
    public Future<Principal> principal(String sessionId) {
        var seen = known.getIfPresent(sessionId);
        return seen != null && seen.trusted() ? Future.succeededFuture(seen.principal()) : ask(sessionId);
    }

    private Future<Principal> ask(String sessionId) {
        long askedAt = System.nanoTime();
        return query(PRINCIPAL, sessionId, now()).compose(rows -> {
            if (rows.size() == 0) {
                known.invalidate(sessionId);
                return Future.failedFuture(
                        Problem.unauthorized("session-ended", "The session has ended; sign in again."));
            }
            var principal = principal(rows.iterator().next());
            known.put(sessionId, new Known(principal, askedAt));
            return Future.succeededFuture(principal);
        });
    }

    @Override
    public Future<Void> spendStepUp(String tokenId) {
        return query(
                        "INSERT INTO identity.spent_token (token_id, spent_at) VALUES ($1, $2) ON CONFLICT DO NOTHING",
                        tokenId,
                        now())
                .compose(rows -> rows.rowCount() == 1
                        ? Future.<Void>succeededFuture()
                        : Future.failedFuture(
                                Problem.of(403, "step-up-required", "This step-up token has been used already.")));
    }

    /** The database's failures are its own; the caller learns only that the session cannot be looked up now. */
    private Future<RowSet<Row>> query(String sql, Object... parameters) {
        return database.pool()
                .preparedQuery(sql)
                .execute(Tuple.wrap(parameters))
                .recover(failure -> Future.failedFuture(Problem.unavailable("Sessions cannot be looked up now.")));
    }

    private OffsetDateTime now() {
        return clock.instant().atOffset(ZoneOffset.UTC);
    }

    private static Principal principal(Row row) {
        var id = row.getString("principal_id");
        var session = row.getString("session_id");
        if (!row.getString("kind").equals("member")) {
            return staff(row);
        }
        // A child who awaits a guardian is no member yet: all she may do is bring one.
        return row.getString("status").equals("active")
                ? Principal.member(id, session)
                : new Principal(id, Set.of("ward"), session, null, null, null);
    }

    private static Principal staff(Row row) {
        return new Principal(
                row.getString("principal_id"),
                Set.of(row.getString("role")),
                row.getString("session_id"),
                row.getString("clinic_id"),
                row.getString("employer"),
                row.getString("network"));
    }
}
