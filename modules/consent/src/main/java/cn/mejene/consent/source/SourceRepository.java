package cn.mejene.consent.source;

import cn.mejene.kernel.call.Paging;
import cn.mejene.kernel.data.Sql;
import cn.mejene.kernel.data.Tx;
import io.vertx.sqlclient.Row;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;

/** Sources in PostgreSQL; they end by themselves and never change. Stateless. */
final class SourceRepository {

    void insert(Tx tx, Source source, String by) {
        tx.update(
                """
                INSERT INTO consent.source
                       (id, partner, agreement, legality, purposes, fields, scope, may_transfer, may_share,
                        may_publish, valid_from, valid_until, registered_by)
                VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
                """,
                source.id(),
                source.partner(),
                source.agreement(),
                source.legality(),
                source.purposes().toArray(String[]::new),
                source.fields().toArray(String[]::new),
                source.scope().toArray(String[]::new),
                source.mayTransfer(),
                source.mayShare(),
                source.mayPublish(),
                utc(source.validFrom()),
                utc(source.validUntil()),
                by);
    }

    Optional<Source> find(Sql sql, String id) {
        return sql.find("""
                SELECT id, partner, agreement, legality, purposes, fields, scope, may_transfer, may_share, may_publish,
                       valid_from, valid_until
                  FROM consent.source WHERE id = $1
                """, SourceRepository::source, id);
    }

    /** What was registered last for the partner. */
    Optional<Source> newestOf(Sql sql, String partner) {
        return sql.find("""
                SELECT id, partner, agreement, legality, purposes, fields, scope, may_transfer, may_share, may_publish,
                       valid_from, valid_until
                  FROM consent.source WHERE partner = $1 ORDER BY id DESC LIMIT 1
                """, SourceRepository::source, partner);
    }

    List<Source> list(Sql sql, Paging paging) {
        return sql.list("""
                SELECT id, partner, agreement, legality, purposes, fields, scope, may_transfer, may_share, may_publish,
                       valid_from, valid_until
                  FROM consent.source WHERE $1 = '' OR id < $1 ORDER BY id DESC LIMIT $2
                """, SourceRepository::source, paging.after(), paging.limit() + 1);
    }

    private static Source source(Row row) {
        return new Source(
                row.getString("id"),
                row.getString("partner"),
                row.getString("agreement"),
                row.getString("legality"),
                List.of(row.getArrayOfStrings("purposes")),
                List.of(row.getArrayOfStrings("fields")),
                List.of(row.getArrayOfStrings("scope")),
                row.getBoolean("may_transfer"),
                row.getBoolean("may_share"),
                row.getBoolean("may_publish"),
                row.getOffsetDateTime("valid_from").toInstant(),
                row.getOffsetDateTime("valid_until").toInstant());
    }

    private static OffsetDateTime utc(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }
}
