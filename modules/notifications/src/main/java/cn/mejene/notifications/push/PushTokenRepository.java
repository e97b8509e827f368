package cn.mejene.notifications.push;

import cn.mejene.kernel.data.Sql;
import cn.mejene.kernel.data.Tx;
import io.vertx.core.buffer.Buffer;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Device tokens, sealed, in PostgreSQL. Stateless. */
final class PushTokenRepository {

    /** A member's sealed token and the service that reaches it. */
    record Sealed(String memberId, String provider, byte[] token) {}

    /** Replaces the member's token, and takes the device from whoever had it; answers the sealed values that went. */
    List<byte[]> put(Tx tx, Sealed sealed, byte[] index, Instant at) {
        var gone = tx.list(
                "DELETE FROM notifications.push_token WHERE member_id = $1 OR token_index = $2 RETURNING token",
                row -> row.getBuffer("token").getBytes(),
                sealed.memberId(),
                Buffer.buffer(index));
        tx.update(
                """
                INSERT INTO notifications.push_token (member_id, provider, token, token_index, updated_at)
                VALUES ($1, $2, $3, $4, $5)
                ON CONFLICT (member_id) DO UPDATE
                   SET (provider, token, token_index, updated_at)
                     = (excluded.provider, excluded.token, excluded.token_index, excluded.updated_at)
                """,
                sealed.memberId(),
                sealed.provider(),
                Buffer.buffer(sealed.token()),
                Buffer.buffer(index),
                at.atOffset(ZoneOffset.UTC));
        return gone;
    }

    Optional<byte[]> delete(Tx tx, String member) {
        return tx.find(
                "DELETE FROM notifications.push_token WHERE member_id = $1 RETURNING token",
                row -> row.getBuffer("token").getBytes(),
                member);
    }

    /** The same, if one of these services reaches it. */
    Optional<byte[]> deleteOf(Tx tx, String member, Set<String> providers) {
        return tx.find(
                "DELETE FROM notifications.push_token WHERE member_id = $1 AND provider = ANY($2) RETURNING token",
                row -> row.getBuffer("token").getBytes(),
                member,
                providers.toArray(String[]::new));
    }

    /** Forgets a token that leads nowhere, unless the member has another by now. */
    void deleteIf(Sql sql, String member, byte[] index) {
        sql.update(
                "DELETE FROM notifications.push_token WHERE member_id = $1 AND token_index = $2",
                member,
                Buffer.buffer(index));
    }

    List<Sealed> ofEach(Sql sql, List<String> members) {
        return sql.list(
                "SELECT member_id, provider, token FROM notifications.push_token WHERE member_id = ANY($1)",
                row -> new Sealed(
                        row.getString("member_id"),
                        row.getString("provider"),
                        row.getBuffer("token").getBytes()),
                (Object) members.toArray(String[]::new));
    }
}
