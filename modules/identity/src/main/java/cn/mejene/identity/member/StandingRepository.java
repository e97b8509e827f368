package cn.mejene.identity.member;

import cn.mejene.kernel.data.Sql;
import cn.mejene.kernel.data.Tx;
import cn.mejene.kernel.privacy.MemberStandings;
import io.vertx.sqlclient.Row;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/** Reads from the account how far its member is protected. Stateless. */
public final class StandingRepository implements MemberStandings {
    private static final String ACCOUNT = "SELECT status, age_band FROM identity.account WHERE member_id = $1";

    @Override
    public Standing of(Sql sql, String member) {
        return sql.find(ACCOUNT, StandingRepository::standing, member).orElse(Standing.CLOSED);
    }

    @Override
    public Map<String, Standing> of(Sql sql, Collection<String> members) {
        var standings = new HashMap<String, Standing>();
        members.forEach(member -> standings.put(member, Standing.CLOSED));
        sql.list(
                        "SELECT member_id, status, age_band FROM identity.account WHERE member_id = ANY($1)",
                        row -> Map.entry(row.getString("member_id"), standing(row)),
                        (Object) members.toArray(String[]::new))
                .forEach(found -> standings.put(found.getKey(), found.getValue()));
        return standings;
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
