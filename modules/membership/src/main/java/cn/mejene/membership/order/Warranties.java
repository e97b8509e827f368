package cn.mejene.membership.order;

import cn.mejene.kernel.Ids;
import cn.mejene.kernel.ModuleContext;
import cn.mejene.kernel.Problem;
import cn.mejene.kernel.call.Answer;
import cn.mejene.kernel.call.Call;
import cn.mejene.kernel.call.Language;
import cn.mejene.kernel.call.Paging;
import cn.mejene.kernel.data.Tx;
import cn.mejene.kernel.privacy.Access;
import cn.mejene.kernel.privacy.Access.Action;
import cn.mejene.kernel.privacy.Access.Resource;
import cn.mejene.kernel.privacy.Evidence;
import cn.mejene.kernel.privacy.EvidenceLog;
import cn.mejene.membership.catalogue.Catalogue;
import cn.mejene.membership.order.Order.Line;
import cn.mejene.membership.order.Order.Status;
import cn.mejene.vault.KeyRing;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Warranty cards: given when what was made is delivered, in the same transaction, and each a leaf of the log that ties
 * the order to the plan it was made by (policy I(A)3.b, I(A)5). Stateless.
 */
public final class Warranties {
    private final WarrantyRepository cards = new WarrantyRepository();
    private final OrderRepository orders = new OrderRepository();
    private final ModuleContext context;
    private final Catalogue catalogue;

    @JsonInclude(JsonInclude.Include.NON_NULL)
    private record View(
            String id,
            String orderId,
            String sku,
            String title,
            int quantity,
            String status,
            Instant validFrom,
            Instant validUntil,
            @Nullable String planEvidence,
            String evidenceId) {}

    public Warranties(ModuleContext context, Catalogue catalogue) {
        this.context = context;
        this.catalogue = catalogue;
    }

    /** Gives the cards of an order that has just been delivered. */
    void give(Tx tx, Order order, Instant at) {
        var from = at.truncatedTo(ChronoUnit.MILLIS);
        var events = orders.steps(tx, order.orderId()).stream()
                .map(step -> new Warranty.Step(step.status().word(), step.at()))
                .toList();
        for (var line : orders.lines(tx, order.orderId())) {
            give(tx, order, line, from, events);
        }
    }

    private void give(Tx tx, Order order, Line line, Instant from, List<Warranty.Step> events) {
        var item = catalogue.sold(tx, line.sku(), line.version());
        var days = item.warrantyDays();
        if (days == null) {
            return;
        }
        var card = Ids.make("wty");
        var id = Ids.make("evd");
        var until = from.plus(Duration.ofDays(days));
        var thing = new Warranty.Thing(item.sku(), item.version(), item.title().in(Language.ZH_HANS), line.quantity());
        var evidence = Evidence.of(new Warranty.Text(
                Warranty.FORM,
                id,
                card,
                order.memberId(),
                order.orderId(),
                thing,
                order.planEvidence(),
                from,
                until,
                events));
        var sealed = keys().seal(Warranty.place(order.memberId(), card), evidence);
        cards.insert(tx, new Warranty(card, order.orderId(), line.line(), order.memberId(), from, until, id, sealed));
        evidence.commit(tx, context.port(EvidenceLog.class), id, from);
    }

    /** One page of the calling member's cards, newest first. */
    public Answer list(Call call) {
        var paging = Paging.of(call);
        var language = Language.of(call);
        var own = cards.ofMember(context.database(), call.principal().id(), paging);
        return paging.answer(own.stream().map(card -> view(card, language)).toList(), View::id);
    }

    private View view(Warranty card, Language language) {
        var sql = context.database();
        var order = orders.find(sql, card.orderId()).orElseThrow();
        var line = orders.lines(sql, card.orderId()).get(card.line() - 1);
        return new View(
                card.id(),
                card.orderId(),
                line.sku(),
                catalogue.sold(sql, line.sku(), line.version()).title().in(language),
                line.quantity(),
                status(card, order),
                card.startsAt(),
                card.endsAt(),
                order.planEvidence(),
                card.evidenceId());
    }

    private String status(Warranty card, Order order) {
        if (order.status() == Status.REFUNDED) {
            return "void";
        }
        return context.clock().instant().isBefore(card.endsAt()) ? "valid" : "expired";
    }

    /** What proves one of the calling member's cards, whatever becomes of the platform. */
    public Answer evidence(Call call) {
        var member = call.principal();
        var card = cards.find(context.database(), call.path("id")).orElseThrow(() -> Problem.notFound("warranty"));
        var thing = Resource.of("warranty", card.id());
        if (!card.memberId().equals(member.id())) {
            throw new Others(context).hidden(call, card.memberId(), Action.READ, thing);
        }
        var access = Access.own(member, Action.READ, thing, call.traceId());
        var evidence = keys().open(access, call.operation()).value(card.place(), card.evidence(), Evidence.class);
        return Answer.ok(evidence.bundle(context.port(EvidenceLog.class), card.evidenceId()));
    }

    private KeyRing keys() {
        return context.port(KeyRing.class);
    }
}
