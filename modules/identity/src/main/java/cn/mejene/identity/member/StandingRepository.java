package cn.mejene.identity.member;

import cn.mejene.kernel.data.Sql;
import cn.mejene.kernel.data.Tx;
import cn.mejene.kernel.privacy.MemberStandings;
import io.vertx.sqlclient.Row;

/** Reads from the account how far its member is protected. Stateless. */
public final class StandingRepository implements MemberStandings {
    private static final String ACCOUNT = "SELECT status, age_band FROM identity.account WHERE member_id = $1";

    @Override
    public Standing of(Sql sql, String member) {
        return sql.find(ACCOUNT, StandingRepository::standing, member).orElse(Standing.CLOSED);
    }

    @Override
    public Standing locked(Tx tx, String member) {
        return tx.find(ACCOUNT + " FOR SHARE", StandingRepository::standing, member)
                .orElse(Standing.CLOSED);
    }

    private static Standing standing(Row row) {
        if (!row.getString("status").equals("active")) {
            return Standing.CLOSED;
        }
        return row.getString("age_band").equals(AgeBand.ADULT.word()) ? Standing.ADULT : Standing.MINOR;
    }
}
