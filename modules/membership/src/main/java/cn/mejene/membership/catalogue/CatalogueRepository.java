package cn.mejene.membership.catalogue;

import cn.mejene.kernel.data.Sql;
import cn.mejene.kernel.data.Tx;
import cn.mejene.membership.catalogue.Item.Benefit;
import cn.mejene.membership.catalogue.Item.Title;
import io.vertx.sqlclient.Row;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;

/** The catalogue in PostgreSQL: versions are added, never changed. Stateless. */
final class CatalogueRepository {
    private static final String COLUMNS =
            "i.sku, i.version, i.title_zh, i.title_en, i.price, i.currency, i.level, i.rank, i.validity_days, i.warranty_days";

    private record Latest(int version, String digest) {}

    /** The version that has this content: the newest one, or a new one. Nodes that start together take turns. */
    int version(Tx tx, Item item, String digest, Instant at) {
        tx.list("SELECT pg_advisory_xact_lock(hashtext('membership.catalogue'))", row -> true);
        var latest = tx.find(
                "SELECT version, digest FROM membership.item WHERE sku = $1 ORDER BY version DESC LIMIT 1",
                row -> new Latest(row.getInteger("version"), row.getString("digest")),
                item.sku());
        if (latest.filter(known -> known.digest().equals(digest)).isPresent()) {
            return latest.get().version();
        }
        var version = latest.map(Latest::version).orElse(0) + 1;
        insert(tx, item, version, digest, at);
        return version;
    }

    private static void insert(Tx tx, Item item, int version, String digest, Instant at) {
        tx.update(
                """
                INSERT INTO membership.item (sku, version, kind, title_zh, title_en, price, currency, level, rank,
                                             validity_days, warranty_days, digest, created_at)
                VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
                """,
                item.sku(),
                version,
                item.isPlan() ? "plan" : "product",
                item.title().zh(),
                item.title().en(),
                item.price(),
                item.currency(),
                item.level(),
                item.rank(),
                item.validityDays(),
                item.warrantyDays(),
                digest,
                at.atOffset(ZoneOffset.UTC));
        item.benefits()
                .forEach(benefit -> tx.update(
                        """
                        INSERT INTO membership.item_benefit (sku, version, benefit, title_zh, title_en, quota)
                        VALUES ($1, $2, $3, $4, $5, $6)
                        """,
                        item.sku(),
                        version,
                        benefit.id(),
                        benefit.title().zh(),
                        benefit.title().en(),
                        benefit.quota()));
    }

    void clearOffers(Tx tx) {
        tx.update("DELETE FROM membership.offer");
    }

    void offer(Tx tx, String sku, int version, int position) {
        tx.update("INSERT INTO membership.offer (sku, version, position) VALUES ($1, $2, $3)", sku, version, position);
    }

    List<Item> offers(Sql sql, boolean plans) {
        return sql
                .list(
                        "SELECT " + COLUMNS + " FROM membership.item i JOIN membership.offer USING (sku, version)"
                                + " WHERE (i.kind = 'plan') = $1 ORDER BY position",
                        CatalogueRepository::item,
                        plans)
                .stream()
                .map(item -> item.withBenefits(benefits(sql, item)))
                .toList();
    }

    Optional<Item> offer(Sql sql, String sku) {
        return sql.find(
                        "SELECT " + COLUMNS + " FROM membership.item i JOIN membership.offer USING (sku, version)"
                                + " WHERE i.sku = $1",
                        CatalogueRepository::item,
                        sku)
                .map(item -> item.withBenefits(benefits(sql, item)));
    }

    Optional<Item> find(Sql sql, String sku, int version) {
        return sql.find(
                        "SELECT " + COLUMNS + " FROM membership.item i WHERE i.sku = $1 AND i.version = $2",
                        CatalogueRepository::item,
                        sku,
                        version)
                .map(item -> item.withBenefits(benefits(sql, item)));
    }

    private static List<Benefit> benefits(Sql sql, Item item) {
        return item.isPlan()
                ? sql.list(
                        """
                        SELECT benefit, title_zh, title_en, quota FROM membership.item_benefit
                         WHERE sku = $1 AND version = $2 ORDER BY benefit
                        """,
                        row -> new Benefit(row.getString("benefit"), title(row), row.getInteger("quota")),
                        item.sku(),
                        item.version())
                : List.of();
    }

    private static Item item(Row row) {
        return new Item(
                row.getString("sku"),
                row.getInteger("version"),
                title(row),
                row.getLong("price"),
                row.getString("currency"),
                row.getString("level"),
                row.getInteger("rank"),
                row.getInteger("validity_days"),
                row.getInteger("warranty_days"),
                List.of());
    }

    private static Title title(Row row) {
        return new Title(row.getString("title_zh"), row.getString("title_en"));
    }
}
