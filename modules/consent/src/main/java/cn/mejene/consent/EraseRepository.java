package cn.mejene.consent;

import cn.mejene.kernel.data.Tx;
import java.util.List;

/** Removes what this module holds about a member who is no more, but for what proves what was agreed to. Stateless. */
final class EraseRepository {
    private static final List<String> TABLES = List.of("consent", "opt_out", "corporate_notice");

    void erase(Tx tx, String member) {
        tx.update("UPDATE consent.policy_acceptance SET ended = true WHERE member_id = $1", member);
        TABLES.forEach(table -> tx.update("DELETE FROM consent." + table + " WHERE member_id = $1", member));
    }
}
