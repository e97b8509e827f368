package cn.mejene.membership.term;

import cn.mejene.kernel.Ids;
import cn.mejene.kernel.ModuleContext;
import cn.mejene.kernel.Problem;
import cn.mejene.kernel.call.Answer;
import cn.mejene.kernel.call.Call;
import cn.mejene.kernel.call.Language;
import cn.mejene.kernel.data.Sql;
import cn.mejene.kernel.data.Tx;
import cn.mejene.kernel.event.Event;
import cn.mejene.kernel.job.Job;
import cn.mejene.kernel.privacy.Access;
import cn.mejene.kernel.privacy.AuditAppender;
import cn.mejene.kernel.privacy.AuditEntry;
import cn.mejene.membership.catalogue.Catalogue;
import cn.mejene.membership.catalogue.Item;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Level, validity and benefits of members (policy I(A)2): bought terms extend to the second, refunds shorten, benefits
 * are claimed while they last. The end is exclusive. Stateless.
 */
public final class MembershipService {
    private static final Duration REMINDED_BEFORE = Duration.ofDays(7);
    private static final Duration DAY = Duration.ofDays(1);

    private final TermRepository terms = new TermRepository();
    private final ModuleContext context;
    private final Catalogue catalogue;

    private record BenefitView(String id, String title, int quota, int used, int remaining) {}

    private record View(
            @Nullable String level,
            String status,
            @Nullable Instant validFrom,
            @Nullable Instant validUntil,
            List<BenefitView> benefits) {}

    private record Claimed(String id, String benefit, int remaining) {}

    /** One line of a paid order that is a plan. */
    public record Bought(String orderId, int line, Item plan, int quantity) {}

    public MembershipService(ModuleContext context, Catalogue catalogue) {
        this.context = context;
        this.catalogue = catalogue;
    }

    /** Extends by what was bought; each line of an order once. */
    public void extend(Tx tx, String memberId, List<Bought> bought, Instant at) {
        if (bought.isEmpty()) {
            return;
        }
        terms.lock(tx, memberId);
        var start = at.truncatedTo(ChronoUnit.SECONDS);
        for (var line : bought) {
            var term = term(memberId, line, start);
            terms.insert(tx, term);
            line.plan().benefits().forEach(benefit -> terms.insertBenefit(tx, term, benefit.id(), benefit.quota()));
        }
        place(tx, memberId);
        tell(tx, memberId, "membership.membership-extended");
    }

    private static Term term(String memberId, Bought bought, Instant at) {
        var plan = bought.plan();
        long seconds = Duration.ofDays((long) Objects.requireNonNull(plan.validityDays()) * bought.quantity())
                .toSeconds();
        return new Term(
                Ids.make("trm"),
                memberId,
                new Term.Source(bought.orderId(), bought.line(), plan.sku(), plan.version()),
                Objects.requireNonNull(plan.level()),
                Objects.requireNonNull(plan.rank()),
                at,
                seconds,
                seconds,
                at,
                at.plusSeconds(seconds));
    }

    /** Shortens what an order has bought by the part of its price that went back. */
    public void shorten(Tx tx, String memberId, String orderId, long refunded, long total) {
        terms.lock(tx, memberId);
        var concerned = terms.ofMember(tx, memberId).stream()
                .filter(term -> term.source().orderId().equals(orderId))
                .map(term -> term.withSeconds(Term.left(term.boughtSeconds(), refunded, total)))
                .collect(Collectors.toMap(Term::termId, term -> term));
        if (!concerned.isEmpty()) {
            place(tx, memberId, concerned);
            tell(tx, memberId, "membership.membership-shortened");
        }
    }

    private void place(Tx tx, String memberId) {
        place(tx, memberId, Map.of());
    }

    private void place(Tx tx, String memberId, Map<String, Term> changed) {
        var known = Set.copyOf(terms.ofMember(tx, memberId));
        known.stream()
                .map(term -> changed.getOrDefault(term.termId(), term))
                .collect(Collectors.groupingBy(Term::level))
                .values()
                .forEach(level -> Term.chained(level).stream()
                        .filter(term -> !known.contains(term))
                        .forEach(term -> terms.place(tx, term)));
    }

    /** The calling member's membership now. */
    public Answer own(Call call) {
        var language = Language.of(call);
        var sql = context.database();
        var membership = Membership.at(
                context.clock().instant(), terms.ofMember(sql, call.principal().id()));
        return Answer.ok(new View(
                membership.level().orElse(null),
                membership.status(),
                membership.from().orElse(null),
                membership.until().orElse(null),
                membership.current().map(term -> benefits(sql, term, language)).orElse(List.of())));
    }

    private List<BenefitView> benefits(Sql sql, Term term, Language language) {
        var titles = catalogue.sold(sql, term.source().sku(), term.source().version()).benefits().stream()
                .collect(Collectors.toMap(
                        Item.Benefit::id, benefit -> benefit.title().in(language)));
        return terms.benefits(sql, term.termId()).stream()
                .map(benefit -> new BenefitView(
                        benefit.id(),
                        titles.getOrDefault(benefit.id(), benefit.id()),
                        benefit.quota(),
                        benefit.used(),
                        benefit.quota() - benefit.used()))
                .toList();
    }

    /** Claims a benefit once; however many ask at once, there are no more claims than the quota. */
    public Answer claim(Call call, Tx tx) {
        var member = call.principal();
        var now = context.clock().instant();
        // The lock keeps a refund from taking the term away under the claim.
        terms.lock(tx, member.id());
        var term = Membership.at(now, terms.ofMember(tx, member.id()))
                .current()
                .orElseThrow(() -> Problem.conflict("membership-required", "There is no membership that holds now."));
        var benefit = call.path("benefit");
        if (terms.benefits(tx, term.termId()).stream()
                .noneMatch(known -> known.id().equals(benefit))) {
            throw Problem.notFound("benefit");
        }
        var used = terms.use(tx, term.termId(), benefit)
                .orElseThrow(() ->
                        Problem.conflict("benefit-used-up", "The benefit has been claimed as often as it can be."));
        var id = Ids.make("clm");
        terms.insertClaim(tx, id, term, benefit, now);
        var access = Access.own(member, Access.Action.WRITE, Access.Resource.of("benefit", id), call.traceId());
        context.port(AuditAppender.class).append(tx, AuditEntry.allowed(access, call.operation()));
        tell(tx, member.id(), "membership.benefit-claimed");
        return Answer.created(new Claimed(id, benefit, used.quota() - used.used()));
    }

    /** Tells members a week before their last term ends, once. */
    public void remind(Job.Run run) {
        context.database().run(tx -> {
            run.fence().check(tx);
            var from = run.due().plus(REMINDED_BEFORE).minus(DAY);
            terms.ending(tx, from, from.plus(DAY))
                    .forEach(member -> tell(tx, member, "membership.membership-expiring"));
        });
    }

    private void tell(Tx tx, String memberId, String type) {
        context.outbox().append(tx, Event.of(type, memberId, Map.of()));
    }
}
