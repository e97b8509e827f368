package cn.mejene.membership;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import cn.mejene.kernel.Problem;
import cn.mejene.kernel.call.PayableOrders;
import cn.mejene.kernel.call.Principal;
import cn.mejene.kernel.event.Event;
import cn.mejene.kernel.privacy.AuditAppender;
import cn.mejene.kernel.privacy.Authorizer;
import cn.mejene.kernel.privacy.EvidenceLog;
import cn.mejene.kernel.testing.CallTo;
import cn.mejene.kernel.testing.Clause;
import cn.mejene.kernel.testing.EmbeddedServices;
import cn.mejene.kernel.testing.FreshDatabases;
import cn.mejene.kernel.testing.KeptEntries;
import cn.mejene.kernel.testing.KeptStatements;
import cn.mejene.kernel.testing.OpenDoor;
import cn.mejene.kernel.testing.TestModule;
import cn.mejene.kernel.testing.TestNode;
import cn.mejene.kernel.testing.Workspace;
import cn.mejene.vault.KeyClass;
import cn.mejene.vault.KeyLifecycle;
import cn.mejene.vault.KeyState;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What an order keeps, whatever changes around it, and how long. */
@ExtendWith(EmbeddedServices.class)
class KeepingIT {
    private static final String GOLD = "membership-gold-annual";
    private static final Principal SUPPORT =
            new Principal("stf_1", Set.of("support"), "ses_2", null, "mejene", "mainland");
    private static final Principal MEMBER = Principal.member("mem_01jd3m0c11n1ca000000000007", "ses_1");
    private static final Map<String, String> SHIP_TO =
            Map.of("recipient", "marker-of-a-name", "phone", "13800138000", "address", "marker-of-an-address 1");

    private FreshDatabases databases;
    private Path folder;
    private TestNode node;

    @BeforeEach
    void boot(@TempDir Path temporary, FreshDatabases fresh) {
        databases = fresh;
        folder = temporary;
        node = node("node-1", Workspace.root().resolve("config/policy"));
    }

    private TestNode node(String id, Path policy) {
        var doors = new TestModule("consent")
                .port(AuditAppender.class, new KeptEntries())
                .port(EvidenceLog.class, new KeptStatements())
                .port(Authorizer.class, new OpenDoor(access -> true));
        return databases
                .node(id)
                .policy(policy)
                .clockStart("2026-03-01T00:00:00Z")
                .module(doors)
                .module(new TestModule("identity"))
                .module("keys", "rootKey: \"" + folder.resolve("root.json") + "\"")
                .module("membership")
                .boot();
    }

    private JsonObject call(CallTo call) {
        var body = node.call(call.build()).body();
        assertThat(body).isNotNull();
        return new JsonObject(body);
    }

    private String order(Map<String, ?> body) {
        return call(CallTo.operation("membership.place-order").by(MEMBER).body(body))
                .getString("id");
    }

    private JsonObject seen(String order) {
        return call(CallTo.operation("membership.get-order").by(MEMBER).path("id", order));
    }

    private boolean pay(String order, long amount) {
        var now = node.context().clock().instant();
        var money = new PayableOrders.Money("pay_" + UUID.randomUUID(), order, MEMBER.id(), amount, now);
        return node.database()
                .transaction(tx -> node.context().port(PayableOrders.class).paid(tx, money));
    }

    /** The project's policy data, in which gold costs more and lasts half as long. */
    private Path dearer() throws IOException {
        var changed = folder.resolve("policy");
        try (var files = Files.walk(Workspace.root().resolve("config/policy"))) {
            for (var file : files.toList()) {
                var to = changed.resolve(Workspace.root()
                        .resolve("config/policy")
                        .relativize(file)
                        .toString());
                Files.copy(file, to);
            }
        }
        var catalogue = changed.resolve("catalogue.yaml");
        var before = Files.readString(catalogue);
        var after = before.replace("price: 59900\n    validityDays: 365", "price: 69900\n    validityDays: 180")
                .replace("id: cleaning, quota: 2", "id: cleaning, quota: 1");
        assertThat(after).isNotEqualTo(before);
        Files.writeString(catalogue, after);
        return changed;
    }

    @Test
    @Clause("I(A)2")
    void order_keepsThePriceAndPlanItWasPlacedAt_whenTheCatalogueChanges() throws IOException {
        var old = order(Map.of("items", List.of(Map.of("sku", GOLD))));
        node("node-2", dearer());

        var plans = call(CallTo.operation("membership.list-plans")).encode();
        assertThat(plans).contains("69900").doesNotContain("59900");
        var later = order(Map.of("items", List.of(Map.of("sku", GOLD))));
        assertThat(pay(later, 59_900)).isFalse();
        assertThat(pay(old, 69_900)).isFalse();
        assertThat(pay(old, 59_900)).isTrue();

        assertThat(databases.number("SELECT version FROM membership.order_item WHERE order_id = '" + old + "'"))
                .isEqualTo(1);
        assertThat(databases.number("SELECT version FROM membership.order_item WHERE order_id = '" + later + "'"))
                .isEqualTo(2);
        assertThat(databases.number(
                        "SELECT version FROM membership.term WHERE order_id = '" + old + "' AND seconds = 365 * 86400"))
                .isEqualTo(1);
        assertThat(databases.number("SELECT quota FROM membership.benefit JOIN membership.term USING (term_id)"
                        + " WHERE benefit = 'cleaning' AND order_id = '" + old + "'"))
                .isEqualTo(2);
        assertThat(seen(old).getLong("amount")).isEqualTo(59_900);
        assertThat(seen(later).getLong("amount")).isEqualTo(69_900);
    }

    private String delivered() {
        var id = order(Map.of("items", List.of(Map.of("sku", "crown-zirconia")), "shipTo", SHIP_TO));
        pay(id, 380_000);
        var parcel = Map.of("status", "shipped", "carrier", "kuaidi100", "trackingNumber", "SF1012345678901");
        for (var step : List.of(Map.of("status", "in-production"), parcel, Map.of("status", "delivered"))) {
            call(CallTo.operation("membership.advance-order")
                    .by(SUPPORT)
                    .path("id", id)
                    .body(step));
        }
        return id;
    }

    /** All else of the person is erased; the address stays until three years from the completion, and no day longer. */
    @Test
    @Clause({"I(A)5", "V(D)5.c"})
    void address_outlivesOtherErasures_andGoesThreeYearsAfterCompletion() {
        var id = delivered();
        var clock = node.kernel().developmentClock();
        clock.advance(Duration.ofDays(9));
        var completed = Instant.parse(seen(id).getJsonObject("steps").getString("completed"));
        var keys = node.context().port(KeyLifecycle.class);
        for (var other : List.of(KeyClass.IDENTITY, KeyClass.CARE, KeyClass.EVIDENCE, KeyClass.LOG)) {
            keys.change(MEMBER.id(), other, KeyState.DESTROYED);
        }
        node.database()
                .run(tx ->
                        node.context().outbox().append(tx, Event.of("identity.child-erased", MEMBER.id(), Map.of())));
        var end = completed.atZone(ZoneOffset.UTC).plusYears(3).toInstant();

        clock.advance(Duration.between(node.context().clock().instant(), end.minus(Duration.ofHours(1))));
        assertThat(seen(id).getJsonObject("shipTo").getString("recipient")).isEqualTo("marker-of-a-name");
        assertThat(seen(id).getJsonObject("shipment").getString("trackingNumber"))
                .isEqualTo("SF1012345678901");
        databases.execute("CREATE TABLE public.kept AS SELECT ship_to FROM membership.orders");
        clock.advance(Duration.ofDays(2));

        assertThat(seen(id).getString("status")).isEqualTo("completed");
        assertThat(seen(id).encode()).doesNotContain("marker", "shipTo", "SF1012345678901");
        assertThat(databases.number("SELECT count(*) FROM membership.shipment WHERE order_id = '" + id + "'"))
                .isZero();
        backup_opensNothing(id);
    }

    private void backup_opensNothing(String order) {
        databases.execute("UPDATE membership.orders SET ship_to = (SELECT ship_to FROM public.kept),"
                + " address_forgotten_at = NULL WHERE order_id = '" + order + "'");
        var refusal = catchThrowableOfType(Problem.class, () -> seen(order));
        assertThat(refusal).isNotNull();
        assertThat(refusal.status()).isBetween(400, 499);
    }
}
