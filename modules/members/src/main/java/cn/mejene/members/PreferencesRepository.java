package cn.mejene.members;

import cn.mejene.kernel.data.Sql;
import cn.mejene.kernel.data.Tx;
import cn.mejene.members.Preferences.Channels;
import java.time.Instant;
import java.time.ZoneOffset;

/** Members' preferences in PostgreSQL. Stateless. */
final class PreferencesRepository {

    /** The member's choices, or what holds for who has made none. */
    Preferences of(Sql sql, String member) {
        return sql.find(
                        """
                        SELECT marketing_sms, marketing_push, marketing_email, service_sms, service_push, service_email,
                               personalisation, usage_analysis
                          FROM members.preferences WHERE member_id = $1
                        """,
                        row -> new Preferences(
                                new Channels(
                                        row.getBoolean("marketing_sms"),
                                        row.getBoolean("marketing_push"),
                                        row.getBoolean("marketing_email")),
                                new Channels(
                                        row.getBoolean("service_sms"),
                                        row.getBoolean("service_push"),
                                        row.getBoolean("service_email")),
                                row.getBoolean("personalisation"),
                                row.getBoolean("usage_analysis")),
                        member)
                .orElse(Preferences.UNCHOSEN);
    }

    void put(Tx tx, String member, Preferences chosen, Instant at) {
        tx.update(
                """
                INSERT INTO members.preferences AS p (member_id, marketing_sms, marketing_push, marketing_email,
                            service_sms, service_push, service_email, personalisation, usage_analysis, updated_at)
                VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
                ON CONFLICT (member_id) DO UPDATE
                   SET (marketing_sms, marketing_push, marketing_email, service_sms, service_push, service_email,
                        personalisation, usage_analysis, updated_at)
                     = (excluded.marketing_sms, excluded.marketing_push, excluded.marketing_email,
                        excluded.service_sms, excluded.service_push, excluded.service_email,
                        excluded.personalisation, excluded.usage_analysis, excluded.updated_at)
                """,
                member,
                chosen.marketing().sms(),
                chosen.marketing().push(),
                chosen.marketing().email(),
                chosen.service().sms(),
                chosen.service().push(),
                chosen.service().email(),
                chosen.personalisation(),
                chosen.usageAnalysis(),
                at.atOffset(ZoneOffset.UTC));
    }
}
