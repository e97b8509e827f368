package cn.mejene.identity.member;

import cn.mejene.identity.code.AddressIndex;
import cn.mejene.kernel.data.Sql;

/** Which numbers have an account of somebody of age. */
public final class AdultAccountRepository {
    private final Sql sql;

    public AdultAccountRepository(Sql sql) {
        this.sql = sql;
    }

    public boolean has(AddressIndex phone) {
        return sql.find("""
                        SELECT 1 FROM identity.account
                         WHERE phone_index = $1 AND released_at IS NULL AND status = 'active' AND age_band = 'adult'
                        """, row -> true, phone.value()).isPresent();
    }
}
