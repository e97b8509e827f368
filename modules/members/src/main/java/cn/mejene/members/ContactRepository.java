package cn.mejene.members;

import cn.mejene.kernel.data.Sql;
import cn.mejene.members.Preferences.Channels;
import java.util.List;

/** How members can be reached and who of them wants to be, in PostgreSQL. Stateless. */
final class ContactRepository {

    /** A member's sealed profile. */
    record Sealed(String memberId, byte[] profile) {}

    List<Sealed> profiles(Sql sql, List<String> members) {
        return sql.list(
                "SELECT member_id, profile FROM members.profile WHERE member_id = ANY($1)",
                row -> new Sealed(
                        row.getString("member_id"), row.getBuffer("profile").getBytes()),
                (Object) members.toArray(String[]::new));
    }

    /** Members who want marketing on one of the channels, after the given id. */
    List<String> audience(Sql sql, Channels channels, String after, int limit) {
        return sql.list(
                """
                SELECT member_id FROM members.preferences
                 WHERE member_id > $1
                   AND ((marketing_sms AND $2) OR (marketing_push AND $3) OR (marketing_email AND $4))
                 ORDER BY member_id LIMIT $5
                """,
                row -> row.getString("member_id"),
                after,
                channels.sms(),
                channels.push(),
                channels.email(),
                limit);
    }
}
