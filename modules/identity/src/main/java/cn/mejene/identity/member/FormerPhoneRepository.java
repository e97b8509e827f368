package cn.mejene.identity.member;

import cn.mejene.identity.member.FormerPhones.Former;
import cn.mejene.kernel.data.Sql;
import cn.mejene.kernel.data.Tx;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;

/** The only SQL on replaced numbers. */
final class FormerPhoneRepository {

    void insert(Tx tx, Former former) {
        tx.update(
                "INSERT INTO identity.former_phone (id, member_id, phone, replaced_at) VALUES ($1, $2, $3, $4)",
                former.id(),
                former.memberId(),
                former.phone(),
                former.replacedAt().atOffset(ZoneOffset.UTC));
    }

    List<Former> before(Sql sql, Instant instant, int most) {
        return sql.list(
                """
                SELECT id, member_id, phone, replaced_at FROM identity.former_phone
                 WHERE replaced_at < $1 ORDER BY replaced_at LIMIT $2
                """,
                row -> new Former(
                        row.getString("id"),
                        row.getString("member_id"),
                        row.getBuffer("phone"),
                        row.getOffsetDateTime("replaced_at").toInstant()),
                instant.atOffset(ZoneOffset.UTC),
                (long) most);
    }

    void delete(Sql sql, String id) {
        sql.update("DELETE FROM identity.former_phone WHERE id = $1", id);
    }
}
