package cn.mejene.identity.member;

import cn.mejene.identity.code.AddressIndex;
import cn.mejene.identity.guardian.Guardians.Known;
import cn.mejene.kernel.data.Sql;

/** Whose account a number has: of somebody of age, or not. */
public final class KnownNumberRepository {
    private final Sql sql;

    public KnownNumberRepository(Sql sql) {
        this.sql = sql;
    }

    /** An account of somebody of age counts while it is in use; a minor stays one whatever her account is. */
    public Known of(AddressIndex phone) {
        return sql.find("""
                        SELECT age_band = 'adult' AS adult, status = 'active' AS active
                          FROM identity.account
                         WHERE phone_index = $1 AND released_at IS NULL
                        """, row -> known(row.getBoolean("adult"), row.getBoolean("active")), phone.value())
                .orElse(Known.NOBODY);
    }

    private static Known known(boolean adult, boolean active) {
        if (!adult) {
            return Known.NOT_OF_AGE;
        }
        return active ? Known.OF_AGE : Known.NOBODY;
    }
}
