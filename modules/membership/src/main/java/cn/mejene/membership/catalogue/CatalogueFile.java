package cn.mejene.membership.catalogue;

import cn.mejene.kernel.call.Language;
import cn.mejene.kernel.config.ConfigException;
import cn.mejene.kernel.config.Required;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * {@code config/policy/catalogue.yaml}: what is on sale.
 *
 * @param plans memberships
 * @param products things that are made and sent
 */
record CatalogueFile(List<Plan> plans, List<Product> products) {
    private static final Pattern SKU = Pattern.compile("[a-z][a-z0-9]*(-[a-z0-9]+)*");

    /**
     * A membership.
     *
     * @param price in fen
     * @param rank of two levels that hold at once, the higher one is shown
     */
    record Plan(
            String sku,
            String level,
            int rank,
            long price,
            int validityDays,
            Map<String, String> title,
            List<Benefit> benefits) {
        Plan {
            requireSku(sku);
            Required.field("level", level);
            requireTitle(sku, title);
            benefits = List.copyOf(Objects.requireNonNullElse(benefits, List.of()));
        }
    }

    /** Something that a plan's member may claim so many times in one term. */
    record Benefit(String id, int quota, Map<String, String> title) {
        Benefit {
            requireSku(id);
            requireTitle(id, title);
        }
    }

    /**
     * Something that is made.
     *
     * @param price in fen
     * @param warrantyDays from its delivery, at most as long as transactions are kept
     */
    record Product(String sku, long price, @Nullable Integer warrantyDays, Map<String, String> title) {
        Product {
            requireSku(sku);
            requireTitle(sku, title);
        }
    }

    CatalogueFile {
        plans = List.copyOf(Objects.requireNonNullElse(plans, List.of()));
        products = List.copyOf(Objects.requireNonNullElse(products, List.of()));
        var skus = new HashSet<String>();
        plans.forEach(plan -> requireNew(skus, plan.sku()));
        products.forEach(product -> requireNew(skus, product.sku()));
    }

    private static void requireNew(HashSet<String> skus, String sku) {
        if (!skus.add(sku)) {
            throw new ConfigException("the sku '" + sku + "' stands there twice");
        }
    }

    private static void requireSku(String sku) {
        if (!SKU.matcher(Required.field("sku", sku)).matches()) {
            throw new ConfigException("'" + sku + "' is not a word in lower case");
        }
    }

    private static void requireTitle(String sku, Map<String, String> title) {
        for (var language : Language.values()) {
            Required.field(
                    sku + ".title." + language.tag(),
                    Required.field(sku + ".title", title).get(language.tag()));
        }
    }
}
