package cn.mejene.members;

import cn.mejene.kernel.data.Sql;
import cn.mejene.kernel.data.Tx;
import cn.mejene.members.Preferences.Channels;
import io.vertx.sqlclient.Row;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Members' preferences in PostgreSQL. Stateless. */
final class PreferencesRepository {

    private static final String CHOICES = """
            SELECT member_id, marketing_sms, marketing_push, marketing_email, service_sms, service_push, service_email,
                   personalisation, usage_analysis, language
              FROM members.preferences
            """;

    /** The member's choices, or what holds for who has made none. */
    Preferences of(Sql sql, String member) {
        return sql.find(CHOICES + " WHERE member_id = $1", PreferencesRepository::preferences, member)
                .orElse(Preferences.UNCHOSEN);
    }

    /** The same for several, by member id. */
    Map<String, Preferences> ofEach(Sql sql, List<String> members) {
        var all = new HashMap<String, Preferences>();
        members.forEach(member -> all.put(member, Preferences.UNCHOSEN));
        sql.list(
                        CHOICES + " WHERE member_id = ANY($1)",
                        row -> Map.entry(row.getString("member_id"), preferences(row)),
                        (Object) members.toArray(String[]::new))
                .forEach(found -> all.put(found.getKey(), found.getValue()));
        return all;
    }

    /** The same, locked against change until the transaction ends. */
    Preferences locked(Tx tx, String member) {
        return tx.find(CHOICES + " WHERE member_id = $1 FOR UPDATE", PreferencesRepository::preferences, member)
                .orElse(Preferences.UNCHOSEN);
    }

    private static Preferences preferences(Row row) {
        return new Preferences(
                new Channels(
                        row.getBoolean("marketing_sms"),
                        row.getBoolean("marketing_push"),
                        row.getBoolean("marketing_email")),
                new Channels(
                        row.getBoolean("service_sms"), row.getBoolean("service_push"), row.getBoolean("service_email")),
                row.getBoolean("personalisation"),
                row.getBoolean("usage_analysis"),
                row.getString("language"));
    }

    void put(Tx tx, String member, Preferences chosen, Instant at) {
        tx.update(
                """
                INSERT INTO members.preferences AS p (member_id, marketing_sms, marketing_push, marketing_email,
                            service_sms, service_push, service_email, personalisation, usage_analysis, updated_at, language)
                VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
                ON CONFLICT (member_id) DO UPDATE
                   SET (marketing_sms, marketing_push, marketing_email, service_sms, service_push, service_email,
                        personalisation, usage_analysis, updated_at, language)
                     = (excluded.marketing_sms, excluded.marketing_push, excluded.marketing_email,
                        excluded.service_sms, excluded.service_push, excluded.service_email,
                        excluded.personalisation, excluded.usage_analysis, excluded.updated_at,
                        excluded.language)
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
                at.atOffset(ZoneOffset.UTC),
                chosen.language());
    }
}
