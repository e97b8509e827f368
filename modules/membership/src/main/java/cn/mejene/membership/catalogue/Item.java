package cn.mejene.membership.catalogue;

import cn.mejene.kernel.call.Language;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One version of something that is sold; it never changes.
 *
 * @param price in fen
 * @param level what a plan makes of its member, null for products
 * @param validityDays how long, in days of 24 hours, null for products
 * @param warrantyDays how long from its delivery a product is under warranty, in days of 24 hours; null without one
 */
public record Item(
        String sku,
        int version,
        Title title,
        long price,
        String currency,
        @Nullable String level,
        @Nullable Integer rank,
        @Nullable Integer validityDays,
        @Nullable Integer warrantyDays,
        List<Benefit> benefits) {

    /** A name in the languages of the platform. */
    public record Title(String zh, String en) {
        public String in(Language language) {
            return language == Language.EN ? en : zh;
        }
    }

    /**
     * What a plan entitles to.
     *
     * @param quota how often in one term
     */
    public record Benefit(String id, Title title, int quota) {}

    public boolean isPlan() {
        return level != null;
    }

    Item withBenefits(List<Benefit> more) {
        return new Item(sku, version, title, price, currency, level, rank, validityDays, warrantyDays, more);
    }
}
