package cn.mejene.members;

import cn.mejene.kernel.data.Tx;
import java.util.List;

/** Removes all that this module holds about one member. Stateless. */
final class EraseRepository {
    private static final List<String> TABLES =
            List.of("profile", "profile_before", "smile_id", "emergency_contact", "preferences", "verified_email");

    void erase(Tx tx, String member) {
        TABLES.forEach(table -> tx.update("DELETE FROM members." + table + " WHERE member_id = $1", member));
    }
}
