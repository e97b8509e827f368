package cn.mejene.membership.order;

import cn.mejene.kernel.data.Sql;
import cn.mejene.kernel.data.Tx;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Shipments in PostgreSQL; found by the hash of the secret that only their carrier knows, or by a
 * blind index of their number. Stateless. */
final class ShipmentRepository {

    /** @param tracking the carrier's number, sealed */
    @SuppressWarnings("ArrayRecordComponent")
    record Shipment(String orderId, String memberId, String carrier, byte[] tracking, String state) {}

    /** By what a carrier's notification finds it: the hash of its address's secret, the blind index of its number. */
    @SuppressWarnings("ArrayRecordComponent")
    record Found(byte[] secretHash, byte[] trackingIndex) {}

    void insert(Tx tx, Shipment shipment, Found found, Instant at) {
        tx.update(
                """
                INSERT INTO membership.shipment
                       (order_id, member_id, carrier, tracking, secret_hash, tracking_index, created_at, updated_at)
                VALUES ($1, $2, $3, $4, $5, $6, $7, $7)
                """,
                shipment.orderId(),
                shipment.memberId(),
                shipment.carrier(),
                Buffer.buffer(shipment.tracking()),
                Buffer.buffer(found.secretHash()),
                Buffer.buffer(found.trackingIndex()),
                at.atOffset(ZoneOffset.UTC));
    }

    Optional<Shipment> find(Sql sql, String orderId) {
        return sql.find(
                "SELECT order_id, member_id, carrier, tracking, state FROM membership.shipment WHERE order_id = $1",
                ShipmentRepository::shipment,
                orderId);
    }

    Optional<Shipment> findBySecret(Sql sql, byte[] secretHash) {
        return sql.find(
                "SELECT order_id, member_id, carrier, tracking, state FROM membership.shipment WHERE secret_hash = $1",
                ShipmentRepository::shipment,
                Buffer.buffer(secretHash));
    }

    /** The newest under a number: a carrier may give one again after years. */
    Optional<Shipment> findByTracking(Sql sql, String carrier, byte[] trackingIndex) {
        return sql.find("""
                SELECT order_id, member_id, carrier, tracking, state FROM membership.shipment
                 WHERE carrier = $1 AND tracking_index = $2 ORDER BY created_at DESC LIMIT 1
                """, ShipmentRepository::shipment, carrier, Buffer.buffer(trackingIndex));
    }

    /** When somebody should ask to be told of it anew; null when somebody does tell. */
    void followAgain(Tx tx, String orderId, @Nullable Instant at) {
        tx.update(
                "UPDATE membership.shipment SET follow_at = $2 WHERE order_id = $1",
                orderId,
                at == null ? null : at.atOffset(ZoneOffset.UTC));
    }

    /** Parcels under way of which nobody tells, and which are not too old to be told of. */
    List<Shipment> unfollowed(Sql sql, Instant now, Instant since, int limit) {
        return sql.list(
                """
                SELECT order_id, member_id, carrier, tracking, state FROM membership.shipment
                 WHERE follow_at <= $1 AND created_at > $2 AND state NOT IN ('delivered', 'returned')
                 ORDER BY follow_at LIMIT $3
                """, ShipmentRepository::shipment, now.atOffset(ZoneOffset.UTC), since.atOffset(ZoneOffset.UTC), limit);
    }

    void delete(Tx tx, String orderId) {
        tx.update("DELETE FROM membership.shipment WHERE order_id = $1", orderId);
    }

    /** Answers false, and changes nothing, when the parcel has arrived already, wherever, or the state is the same. */
    boolean move(Tx tx, String orderId, String state, Instant at) {
        return tx.update("""
            UPDATE membership.shipment SET state = $2, updated_at = $3
             WHERE order_id = $1 AND state NOT IN ('delivered', 'returned') AND state <> $2
            """, orderId, state, at.atOffset(ZoneOffset.UTC)) == 1;
    }

    private static Shipment shipment(Row row) {
        return new Shipment(
                row.getString("order_id"),
                row.getString("member_id"),
                row.getString("carrier"),
                row.getBuffer("tracking").getBytes(),
                row.getString("state"));
    }
}
