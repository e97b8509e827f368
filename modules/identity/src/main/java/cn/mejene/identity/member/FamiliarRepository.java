package cn.mejene.identity.member;

import cn.mejene.kernel.data.Sql;
import cn.mejene.kernel.data.Tx;
import io.vertx.core.buffer.Buffer;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.Map;

/** The only SQL on the devices and networks that members were seen with. */
final class FamiliarRepository {

    /** When each keyed hash was last seen. */
    record Seen(Map<Buffer, Instant> devices, Map<Buffer, Instant> networks) {
        boolean isEmpty() {
            return devices.isEmpty() && networks.isEmpty();
        }
    }

    private record Line(String kind, Buffer trait, Instant at) {}

    Seen all(Tx tx, String member) {
        var seen = new Seen(new HashMap<>(), new HashMap<>());
        tx.list(
                        "SELECT kind, trait, seen_at FROM identity.familiar WHERE member_id = $1",
                        row -> new Line(
                                row.getString("kind"),
                                row.getBuffer("trait"),
                                row.getOffsetDateTime("seen_at").toInstant()),
                        member)
                .forEach(line ->
                        (line.kind().equals("device") ? seen.devices() : seen.networks()).put(line.trait(), line.at()));
        return seen;
    }

    void remember(Tx tx, String member, String kind, Buffer trait, Instant now) {
        tx.update("""
            INSERT INTO identity.familiar AS f (member_id, kind, trait, seen_at) VALUES ($1, $2, $3, $4)
            ON CONFLICT (member_id, kind, trait) DO UPDATE SET seen_at = greatest(f.seen_at, excluded.seen_at)
            """, member, kind, trait, now.atOffset(ZoneOffset.UTC));
    }

    void deleteSeenBefore(Sql sql, Instant instant) {
        sql.update("DELETE FROM identity.familiar WHERE seen_at < $1", instant.atOffset(ZoneOffset.UTC));
    }
}
