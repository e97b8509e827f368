package cn.mejene.membership.catalogue;

import cn.mejene.kernel.Json;
import cn.mejene.kernel.ModuleContext;
import cn.mejene.kernel.call.Answer;
import cn.mejene.kernel.call.Call;
import cn.mejene.kernel.call.Language;
import cn.mejene.kernel.data.Sql;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What is on sale, and what every version of it was. Stateless; the file is read when the node starts. */
public final class Catalogue {
    private static final String CURRENCY = "CNY";

    private final CatalogueRepository items = new CatalogueRepository();
    private final ModuleContext context;

    private record Price(long amount, String currency) {}

    private record BenefitView(String id, String title, int quota) {}

    @JsonInclude(JsonInclude.Include.NON_NULL)
    private record View(
            String sku,
            String title,
            Price price,
            @Nullable String level,
            @Nullable Integer validityDays,
            @Nullable Integer warrantyDays,
            @Nullable List<BenefitView> benefits) {

        static View of(Item item, Language language) {
            return new View(
                    item.sku(),
                    item.title().in(language),
                    new Price(item.price(), item.currency()),
                    item.level(),
                    item.validityDays(),
                    item.warrantyDays(),
                    item.isPlan()
                            ? item.benefits().stream()
                                    .map(b -> new BenefitView(b.id(), b.title().in(language), b.quota()))
                                    .toList()
                            : null);
        }
    }

    public Catalogue(ModuleContext context) {
        this.context = context;
    }

    /** Brings what the file says into the database: a changed item becomes a new version. */
    public void publish() {
        var all = items(context.policies().load("catalogue", CatalogueFile.class));
        context.database().run(tx -> {
            var versions = all.stream()
                    .map(item -> items.version(
                            tx, item, digest(item), context.clock().instant()))
                    .toList();
            items.clearOffers(tx);
            for (int i = 0; i < all.size(); i++) {
                items.offer(tx, all.get(i).sku(), versions.get(i), i);
            }
        });
    }

    private static List<Item> items(CatalogueFile file) {
        var all = new ArrayList<Item>();
        file.plans()
                .forEach(plan -> all.add(new Item(
                        plan.sku(),
                        0,
                        title(plan.title()),
                        plan.price(),
                        CURRENCY,
                        plan.level(),
                        plan.rank(),
                        plan.validityDays(),
                        null,
                        plan.benefits().stream()
                                .map(b -> new Item.Benefit(b.id(), title(b.title()), b.quota()))
                                .toList())));
        file.products()
                .forEach(product -> all.add(new Item(
                        product.sku(),
                        0,
                        title(product.title()),
                        product.price(),
                        CURRENCY,
                        null,
                        null,
                        null,
                        product.warrantyDays(),
                        List.of())));
        return all;
    }

    private static Item.Title title(Map<String, String> title) {
        return new Item.Title(
                title.getOrDefault(Language.ZH_HANS.tag(), ""), title.getOrDefault(Language.EN.tag(), ""));
    }

    private static String digest(Item item) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(Json.bytes(item)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JDK has no SHA-256", e);
        }
    }

    public Answer plans(Call call) {
        return list(call, true);
    }

    public Answer products(Call call) {
        return list(call, false);
    }

    private Answer list(Call call, boolean plans) {
        var language = Language.of(call);
        var views = items.offers(context.database(), plans).stream()
                .map(item -> View.of(item, language))
                .toList();
        return Answer.page(views, null).header("Content-Language", language.tag());
    }

    /** The item as it is sold now. */
    public Optional<Item> offer(Sql sql, String sku) {
        return items.offer(sql, sku);
    }

    /** A version that was sold. */
    public Item sold(Sql sql, String sku, int version) {
        return items.find(sql, sku, version).orElseThrow();
    }
}
