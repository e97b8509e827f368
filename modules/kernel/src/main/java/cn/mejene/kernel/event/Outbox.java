package cn.mejene.kernel.event;

import cn.mejene.kernel.Json;
import cn.mejene.kernel.data.Tx;

/** The one way to publish an event: written with its cause, relayed to Kafka afterwards. Stateless. */
public final class Outbox {

    /** Makes the event happen if and only if the transaction commits. */
    public void append(Tx tx, Event event) {
        tx.update("""
                INSERT INTO kernel.outbox (event_id, topic, partition_key, body)
                VALUES ($1, $2, $3, $4)
                """, event.id(), event.topic(), event.key(), Json.text(event));
        // Commits with the transaction and wakes the relay on whichever node holds it.
        tx.list("SELECT pg_notify('outbox', '')", row -> true);
    }
}
