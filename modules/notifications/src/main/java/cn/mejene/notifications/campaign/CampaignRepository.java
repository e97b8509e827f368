package cn.mejene.notifications.campaign;

import cn.mejene.kernel.data.Sql;
import cn.mejene.kernel.data.Tx;
import cn.mejene.notifications.kind.Text;
import cn.mejene.notifications.kind.Way;
import io.vertx.sqlclient.Row;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Campaigns in PostgreSQL. Stateless. */
final class CampaignRepository {
    private static final String COLUMNS =
            "id, kind, channels, title_zh, text_zh, title_en, text_en, created_by, created_at";

    /** A campaign that has not reached its whole audience, and the last member it has reached. */
    record Unfinished(Campaign campaign, String after) {}

    void insert(Tx tx, Campaign campaign) {
        var chinese = campaign.texts().getOrDefault("zh-Hans", new Text("", ""));
        var english = campaign.texts().getOrDefault("en", chinese);
        tx.update(
                """
                INSERT INTO notifications.campaign
                       (id, kind, channels, title_zh, text_zh, title_en, text_en, created_by, created_at)
                VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
                """,
                campaign.id(),
                campaign.kind(),
                campaign.channels().stream().map(Way::word).toArray(String[]::new),
                chinese.title(),
                chinese.text(),
                english.title(),
                english.text(),
                campaign.createdBy(),
                campaign.createdAt().atOffset(ZoneOffset.UTC));
    }

    Optional<Campaign> find(Sql sql, String id) {
        return sql.find(
                "SELECT " + COLUMNS + " FROM notifications.campaign WHERE id = $1", CampaignRepository::campaign, id);
    }

    /** The oldest unfinished one that no other node is at, locked until the transaction ends. */
    Optional<Unfinished> next(Tx tx) {
        return tx.find(
                "SELECT " + COLUMNS + ", spread_after FROM notifications.campaign WHERE spread_at IS NULL"
                        + " ORDER BY id LIMIT 1 FOR UPDATE SKIP LOCKED",
                row -> new Unfinished(campaign(row), row.getString("spread_after")));
    }

    void reached(Tx tx, String id, String member) {
        tx.update("UPDATE notifications.campaign SET spread_after = $2 WHERE id = $1", id, member);
    }

    void finished(Tx tx, String id) {
        tx.update("UPDATE notifications.campaign SET spread_at = now() WHERE id = $1", id);
    }

    /** Whether it has reached its whole audience; nothing when there is no such campaign. */
    Optional<Boolean> isSpread(Sql sql, String id) {
        return sql.find(
                "SELECT spread_at IS NOT NULL AS spread FROM notifications.campaign WHERE id = $1",
                row -> row.getBoolean("spread"),
                id);
    }

    /** How many messages are in each state. */
    Map<String, Long> counts(Sql sql, String id) {
        return sql.list("""
                        SELECT state, count(*) AS messages FROM notifications.delivery
                         WHERE notice_id = $1 GROUP BY state ORDER BY state
                        """, row -> Map.entry(row.getString("state"), row.getLong("messages")), id).stream()
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue, (a, b) -> a, LinkedHashMap::new));
    }

    private static Campaign campaign(Row row) {
        return new Campaign(
                row.getString("id"),
                row.getString("kind"),
                Arrays.stream(row.getArrayOfStrings("channels")).map(Way::of).collect(Collectors.toSet()),
                Map.of(
                        "zh-Hans", new Text(row.getString("title_zh"), row.getString("text_zh")),
                        "en", new Text(row.getString("title_en"), row.getString("text_en"))),
                row.getString("created_by"),
                row.getOffsetDateTime("created_at").toInstant());
    }
}
