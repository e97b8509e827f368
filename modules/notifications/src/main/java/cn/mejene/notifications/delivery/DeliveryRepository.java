package cn.mejene.notifications.delivery;

import cn.mejene.kernel.call.Paging;
import cn.mejene.kernel.data.Holder;
import cn.mejene.kernel.data.Sql;
import cn.mejene.kernel.data.Tx;
import cn.mejene.notifications.delivery.DeadLetters.DeadLetter;
import cn.mejene.notifications.delivery.Deliveries.Origin;
import cn.mejene.notifications.kind.Line;
import cn.mejene.notifications.kind.Way;
import io.vertx.sqlclient.Row;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Deliveries in PostgreSQL. Stateless. */
final class DeliveryRepository {

    /** What waits together and leaves in each member's order. */
    record LaneKey(Way way, Line line) {}

    /** How many to take next, after which member. */
    record Portion(String after, int limit, Instant now) {}

    void insert(Tx tx, Delivery delivery, Line line) {
        tx.update(
                """
                INSERT INTO notifications.delivery
                       (id, member_id, kind, channel, line, notice_id, state, not_before, created_at, updated_at)
                VALUES ($1, $2, $3, $4, $5, $6, 'queued', $7, $7, $7)
                ON CONFLICT (notice_id, member_id, channel) DO NOTHING
                """,
                delivery.id(),
                delivery.memberId(),
                delivery.kind(),
                delivery.way().word(),
                line.word(),
                delivery.notice(),
                utc(delivery.createdAt()));
    }

    /** Queues one message for each of some members and ways, unless it was queued before. */
    void insertAll(Tx tx, List<Delivery> all, Line line) {
        tx.update(
                """
                INSERT INTO notifications.delivery
                       (id, member_id, kind, channel, line, notice_id, state, not_before, created_at, updated_at)
                SELECT d.id, d.member_id, d.kind, d.channel, $6, d.notice_id, 'queued', $7, $7, $7
                  FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[])
                       AS d (id, member_id, kind, channel, notice_id)
                ON CONFLICT (notice_id, member_id, channel) DO NOTHING
                """,
                all.stream().map(Delivery::id).toArray(String[]::new),
                all.stream().map(Delivery::memberId).toArray(String[]::new),
                all.stream().map(Delivery::kind).toArray(String[]::new),
                all.stream().map(one -> one.way().word()).toArray(String[]::new),
                all.stream().map(Delivery::notice).toArray(String[]::new),
                line.word(),
                utc(all.getFirst().createdAt()));
    }

    /**
     * Takes the next ones of a lane, of the members after the given one in the order of their ids, each the oldest of
     * its member's in that lane. It goes from member to member by the index, so what it costs does not grow with what
     * waits behind those.
     */
    List<Delivery> claim(Sql sql, LaneKey lane, Holder holder, Portion portion) {
        return sql.list(
                """
                WITH RECURSIVE head AS (
                    (SELECT member_id, id, state FROM notifications.delivery
                      WHERE channel = $1 AND line = $2 AND state IN ('queued', 'sending') AND member_id > $7
                      ORDER BY member_id, id LIMIT 1)
                    UNION ALL
                    SELECT n.member_id, n.id, n.state
                      FROM head h
                     CROSS JOIN LATERAL (
                           SELECT member_id, id, state FROM notifications.delivery
                            WHERE channel = $1 AND line = $2 AND state IN ('queued', 'sending')
                              AND member_id > h.member_id
                            ORDER BY member_id, id LIMIT 1) n),
                next AS (
                    SELECT d.id FROM head h JOIN notifications.delivery d ON d.id = h.id
                     WHERE h.state = 'queued' AND d.state = 'queued' AND d.due_at <= now() AND d.not_before <= $3
                     LIMIT $4 FOR NO KEY UPDATE OF d SKIP LOCKED)
                UPDATE notifications.delivery d
                   SET state = 'sending', node = $5, incarnation = $6, claimed_at = now()
                  FROM next WHERE d.id = next.id
                RETURNING d.id, d.member_id, d.kind, d.channel, d.notice_id, d.attempts, d.request_key, d.created_at
                """,
                DeliveryRepository::delivery,
                lane.way().word(),
                lane.line().word(),
                utc(portion.now()),
                portion.limit(),
                holder.node(),
                holder.incarnation(),
                portion.after());
    }

    /**
     * Frees what a run of a node held that lives no more, or that held it for too long. Whether it left is not known: it
     * waits again under its key, or is dead where no provider would recognise it.
     *
     * @param once the ways whose providers recognise no repeats
     */
    int takeBack(Sql sql, List<Way> once) {
        return sql.update(
                """
                UPDATE notifications.delivery h
                   SET state = CASE WHEN h.channel = ANY($1) AND h.request_key IS NOT NULL THEN 'dead' ELSE 'queued' END,
                       reason = 'interrupted', node = NULL, incarnation = NULL
                 WHERE h.state = 'sending'
                   AND (h.claimed_at < now() - interval '2 minutes' OR NOT
                """ + Holder.LIVES + ")", (Object) once.stream().map(Way::word).toArray(String[]::new));
    }

    /** Gives back what was claimed and has not left. */
    void release(Sql sql, List<String> ids, Holder holder) {
        sql.update("""
                UPDATE notifications.delivery SET state = 'queued', node = NULL, incarnation = NULL
                 WHERE id = ANY($1) AND state = 'sending' AND node = $2 AND incarnation = $3
                """, ids.toArray(String[]::new), holder.node(), holder.incarnation());
    }

    /** Notes, before they leave, the keys under which they leave; answers which of them are still the holder's. */
    List<String> keep(Sql sql, Map<String, String> keys, Holder holder) {
        var ids = keys.keySet().toArray(String[]::new);
        var values = Arrays.stream(ids).map(keys::get).toArray(String[]::new);
        return sql.list("""
                UPDATE notifications.delivery d SET request_key = k.key
                  FROM unnest($1::text[], $2::text[]) k (id, key)
                 WHERE d.id = k.id AND d.state = 'sending' AND d.node = $3 AND d.incarnation = $4
                RETURNING d.id
                """, row -> row.getString("id"), ids, values, holder.node(), holder.incarnation());
    }

    void settle(Sql sql, List<Settled> all, Holder holder, Instant now) {
        sql.update(
                """
                UPDATE notifications.delivery d
                   SET state = s.state, node = NULL, incarnation = NULL, reason = s.reason,
                       provider = coalesce(s.provider, d.provider),
                       provider_reference = coalesce(s.reference, d.provider_reference),
                       due_at = now() + s.pause * interval '1 millisecond',
                       not_before = coalesce(s.not_before, d.not_before),
                       attempts = d.attempts + CASE WHEN s.counted THEN 1 ELSE 0 END, updated_at = $9
                  FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::bigint[],
                              $7::timestamptz[], $8::boolean[])
                       AS s (id, state, provider, reference, reason, pause, not_before, counted)
                 WHERE d.id = s.id AND d.state = 'sending' AND d.node = $10 AND d.incarnation = $11
                """,
                all.stream().map(Settled::id).toArray(String[]::new),
                all.stream().map(one -> one.state().word()).toArray(String[]::new),
                all.stream().map(Settled::provider).toArray(String[]::new),
                all.stream().map(Settled::reference).toArray(String[]::new),
                all.stream().map(Settled::reason).toArray(String[]::new),
                all.stream().map(one -> one.pause().toMillis()).toArray(Long[]::new),
                all.stream().map(one -> optional(one.notBefore())).toArray(OffsetDateTime[]::new),
                all.stream().map(Settled::counted).toArray(Boolean[]::new),
                utc(now),
                holder.node(),
                holder.incarnation());
    }

    List<DeadLetter> dead(Sql sql, Paging paging) {
        return sql.list(
                """
                SELECT id, kind, channel, provider, reason, attempts, created_at FROM notifications.delivery
                 WHERE state = 'dead' AND ($1 = '' OR id < $1) ORDER BY id DESC LIMIT $2
                """,
                row -> new DeadLetter(
                        row.getString("id"),
                        row.getString("kind"),
                        row.getString("channel"),
                        row.getString("provider"),
                        row.getString("reason"),
                        row.getInteger("attempts"),
                        row.getOffsetDateTime("created_at").toInstant()),
                paging.after(),
                paging.limit() + 1);
    }

    /** Queues a dead one anew; answers whose it is. */
    Optional<String> replay(Tx tx, String id, Instant now) {
        return tx.find("""
                UPDATE notifications.delivery
                   SET state = 'queued', attempts = 0, request_key = NULL, due_at = now(), created_at = $2, updated_at = $2
                 WHERE id = $1 AND state = 'dead' RETURNING member_id
                """, row -> row.getString("member_id"), id, utc(now));
    }

    /** A receipt raises what we know to be sent, and what may have been sent; nothing else. */
    void delivered(Sql sql, String provider, String reference, Instant now) {
        sql.update("""
                UPDATE notifications.delivery SET state = 'delivered', updated_at = $3
                 WHERE provider = $1 AND provider_reference = $2 AND state = 'sent'
                """, provider, reference, utc(now));
    }

    Optional<Origin> origin(Sql sql, String id) {
        return sql.find(
                "SELECT member_id, kind, channel FROM notifications.delivery WHERE id = $1",
                row -> new Origin(row.getString("member_id"), row.getString("kind"), Way.of(row.getString("channel"))),
                id);
    }

    void deleteAll(Tx tx, String member) {
        tx.update("DELETE FROM notifications.delivery WHERE member_id = $1", member);
    }

    private static Delivery delivery(Row row) {
        return new Delivery(
                row.getString("id"),
                row.getString("member_id"),
                row.getString("kind"),
                Way.of(row.getString("channel")),
                row.getString("notice_id"),
                row.getInteger("attempts"),
                row.getString("request_key"),
                row.getOffsetDateTime("created_at").toInstant());
    }

    private static OffsetDateTime utc(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }

    private static @Nullable OffsetDateTime optional(@Nullable Instant instant) {
        return instant == null ? null : utc(instant);
    }
}
