package cn.mejene.membership.order;

import cn.mejene.kernel.call.Paging;
import cn.mejene.kernel.data.Sql;
import cn.mejene.kernel.data.Tx;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;

/** Warranty cards in PostgreSQL: added, never changed. Stateless. */
final class WarrantyRepository {
    private static final String COLUMNS =
            "warranty_id, order_id, line, member_id, starts_at, ends_at, evidence_id, evidence";

    void insert(Tx tx, Warranty card) {
        tx.update(
                "INSERT INTO membership.warranty (" + COLUMNS + ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
                card.id(),
                card.orderId(),
                card.line(),
                card.memberId(),
                card.startsAt().atOffset(ZoneOffset.UTC),
                card.endsAt().atOffset(ZoneOffset.UTC),
                card.evidenceId(),
                Buffer.buffer(card.evidence()));
    }

    Optional<Warranty> find(Sql sql, String id) {
        return sql.find(
                "SELECT " + COLUMNS + " FROM membership.warranty WHERE warranty_id = $1",
                WarrantyRepository::warranty,
                id);
    }

    List<Warranty> ofMember(Sql sql, String memberId, Paging paging) {
        return sql.list(
                "SELECT " + COLUMNS + " FROM membership.warranty WHERE member_id = $1 AND ($2 = '' OR warranty_id < $2)"
                        + " ORDER BY warranty_id DESC LIMIT $3",
                WarrantyRepository::warranty,
                memberId,
                paging.after(),
                paging.limit() + 1);
    }

    private static Warranty warranty(Row row) {
        return new Warranty(
                row.getString("warranty_id"),
                row.getString("order_id"),
                row.getInteger("line"),
                row.getString("member_id"),
                row.getOffsetDateTime("starts_at").toInstant(),
                row.getOffsetDateTime("ends_at").toInstant(),
                row.getString("evidence_id"),
                row.getBuffer("evidence").getBytes());
    }
}
