package cn.mejene.kernel.event;

import cn.mejene.kernel.Json;
import cn.mejene.kernel.data.Tx;
import java.util.List;
import java.util.function.Function;

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

    /** The same for many, in one statement. */
    public void appendAll(Tx tx, List<Event> events) {
        if (events.isEmpty()) {
            return;
        }
        tx.update(
                """
                INSERT INTO kernel.outbox (event_id, topic, partition_key, body)
                SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::text[])
                """,
                column(events, Event::id),
                column(events, Event::topic),
                column(events, Event::key),
                column(events, Json::text));
        tx.list("SELECT pg_notify('outbox', '')", row -> true);
    }

    private static String[] column(List<Event> events, Function<Event, String> value) {
        return events.stream().map(value).toArray(String[]::new);
    }
}
