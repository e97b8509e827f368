package cn.mejene.identity.wechat;

import cn.mejene.kernel.data.Sql;
import cn.mejene.kernel.data.Tx;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;

/** The only SQL on WeChat's server tokens: one row for each application. */
final class ServerTokenRepository {
    private static final String COLUMNS = "token, version, obtained_at, expires_at";

    /** A token as it is stored, sealed; the version counts the tokens that there were. */
    record Stored(Buffer token, long version, Instant obtainedAt, Instant expiresAt) {}

    Optional<Stored> find(Sql sql, String app) {
        return sql.find(
                "SELECT " + COLUMNS + " FROM identity.wechat_token WHERE app_id = $1 AND token IS NOT NULL",
                ServerTokenRepository::stored,
                app);
    }

    /** The same with the row locked, made when it is missing: whoever holds it is the one who asks WeChat. */
    Optional<Stored> lock(Tx tx, String app) {
        tx.update("INSERT INTO identity.wechat_token (app_id) VALUES ($1) ON CONFLICT DO NOTHING", app);
        tx.list("SELECT app_id FROM identity.wechat_token WHERE app_id = $1 FOR UPDATE", row -> true, app);
        // A statement of its own: it must see what the refresher before committed while this one waited.
        return find(tx, app);
    }

    void store(Tx tx, String app, Buffer sealed, Instant now, Instant expiresAt) {
        tx.update("""
            UPDATE identity.wechat_token
               SET token = $2, version = version + 1, obtained_at = $3, expires_at = $4 WHERE app_id = $1
            """, app, sealed, now.atOffset(ZoneOffset.UTC), expiresAt.atOffset(ZoneOffset.UTC));
    }

    private static Stored stored(Row row) {
        return new Stored(
                row.getBuffer("token"),
                row.getLong("version"),
                row.getOffsetDateTime("obtained_at").toInstant(),
                row.getOffsetDateTime("expires_at").toInstant());
    }
}
