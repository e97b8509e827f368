package cn.mejene.membership.order;

import cn.mejene.kernel.Problem;
import cn.mejene.kernel.data.Sql;
import cn.mejene.membership.catalogue.Catalogue;
import cn.mejene.membership.catalogue.Item;
import cn.mejene.membership.order.Order.Line;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What somebody wants to order, checked against the catalogue. An address is demanded for things and refused for
 * memberships (policy I(A)5).
 */
record NewOrder(
        List<Line> lines,
        boolean physical,
        @Nullable ShipTo shipTo,
        @Nullable String planEvidence) {

    /** The body of the call. */
    record Wanted(
            @Nullable List<WantedItem> items,
            @Nullable ShipTo shipTo,
            @Nullable String planEvidence) {
        /** Shows nothing of the person. */
        @Override
        public String toString() {
            return "Wanted[***]";
        }
    }

    /** One item of the body. */
    record WantedItem(@Nullable String sku, @Nullable Integer quantity) {}

    /**
     * Checks what is wanted.
     *
     * @throws Problem 422 for what is not on sale, or an address that nobody needs; 400 {@code ship-to-required}
     */
    static NewOrder of(Wanted wanted, Catalogue catalogue, Sql sql) {
        var items = wanted.items() == null ? List.<WantedItem>of() : wanted.items();
        if (items.isEmpty()) {
            throw Problem.invalid("/items", "minItems", "An order has at least one item.");
        }
        var lines = new ArrayList<Line>();
        boolean physical = false;
        for (int i = 0; i < items.size(); i++) {
            var item = item(items.get(i), i, catalogue, sql);
            physical |= !item.isPlan();
            var quantity = items.get(i).quantity();
            lines.add(new Line(i + 1, item.sku(), item.version(), quantity == null ? 1 : quantity, item.price()));
        }
        requireFitting(physical, wanted.shipTo());
        if (!physical && wanted.planEvidence() != null) {
            throw Problem.invalid("/planEvidence", "unexpected", "Nothing of this order is made by a plan.");
        }
        return new NewOrder(List.copyOf(lines), physical, wanted.shipTo(), wanted.planEvidence());
    }

    private static Item item(WantedItem wanted, int index, Catalogue catalogue, Sql sql) {
        var sku = wanted.sku() == null ? "" : wanted.sku();
        return catalogue
                .offer(sql, sku)
                .orElseThrow(() -> Problem.invalid("/items/" + index + "/sku", "unknown", "This is not on sale."));
    }

    private static void requireFitting(boolean physical, @Nullable ShipTo shipTo) {
        if (physical && shipTo == null) {
            throw Problem.of(400, "ship-to-required", "What is sent needs recipient, phone and address.");
        }
        if (!physical && shipTo != null) {
            throw Problem.invalid("/shipTo", "unexpected", "Nothing of this order is sent, so no address is taken.");
        }
    }

    /** Shows nothing of the person. */
    @Override
    public String toString() {
        return "NewOrder" + lines;
    }
}
