package cn.mejene.identity.member;

import cn.mejene.identity.code.AddressIndex;
import cn.mejene.kernel.data.Sql;
import java.util.List;
import java.util.Optional;

/** The numbers of accounts that lead to their members, sealed, in PostgreSQL. Stateless. */
final class NumberRepository {

    /** The sealed number of one member. */
    record Sealed(String memberId, byte[] phone) {}

    List<Sealed> ofEach(Sql sql, List<String> members) {
        return sql.list(
                "SELECT member_id, phone FROM identity.account WHERE member_id = ANY($1) AND released_at IS NULL",
                row -> new Sealed(
                        row.getString("member_id"), row.getBuffer("phone").getBytes()),
                (Object) members.toArray(String[]::new));
    }

    Optional<String> memberOf(Sql sql, AddressIndex phone) {
        return sql.find(
                "SELECT member_id FROM identity.account WHERE phone_index = $1 AND released_at IS NULL",
                row -> row.getString("member_id"),
                phone.value());
    }
}
