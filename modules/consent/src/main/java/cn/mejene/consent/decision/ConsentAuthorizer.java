package cn.mejene.consent.decision;

import cn.mejene.consent.decision.AccessRules.Ruling;
import cn.mejene.consent.disclosure.DisclosureGate;
import cn.mejene.consent.purpose.Catalogue;
import cn.mejene.consent.register.Operators;
import cn.mejene.kernel.ModuleContext;
import cn.mejene.kernel.Problem;
import cn.mejene.kernel.data.Sql;
import cn.mejene.kernel.data.Tx;
import cn.mejene.kernel.privacy.Access;
import cn.mejene.kernel.privacy.Authorizer;
import cn.mejene.kernel.privacy.MemberStandings;
import cn.mejene.kernel.privacy.MemberStandings.Standing;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Decides accesses on the primary database, asked anew each time. A clinic without a live grant hears {@code
 * grant-required} whatever else is true, so it learns nothing about the member. Stateless.
 */
public final class ConsentAuthorizer implements Authorizer {
    private final FactsRepository facts = new FactsRepository();
    private final AccessRules rules;
    private final PolicyEngine engine;
    private final DisclosureGate gate;
    private final ModuleContext context;

    public ConsentAuthorizer(ModuleContext context) {
        var catalogue = Catalogue.load(context.policies());
        this.rules = new AccessRules(catalogue, Operators.load(context.policies()));
        this.engine = new PolicyEngine(catalogue);
        this.gate = new DisclosureGate(context);
        this.context = context;
    }

    @Override
    public void require(Access access, Sql sql) {
        switch (rules.rule(access)) {
            case Ruling.Settled(var verdict) -> verdict.require();
            case Ruling.Disclosed _ -> gate.require(access, sql);
            case Ruling.Open(var demand) -> {
                var gathered = gather(access.subject(), demand, sql);
                engine.decide(demand, gathered).require();
                if (demand.grant() != null && gathered.useUnnoted()) {
                    facts.used(
                            context.database(),
                            access.subject(),
                            demand.grant(),
                            context.clock().instant());
                }
            }
        }
    }

    @Override
    public Map<Access, Problem> refusals(Collection<Access> accesses, Sql sql) {
        var alike = new LinkedHashMap<Demand, List<Access>>();
        var others = new ArrayList<Access>();
        for (var access : accesses) {
            if (rules.rule(access) instanceof Ruling.Open(var demand) && !demand.ofOthers()) {
                alike.computeIfAbsent(demand, _ -> new ArrayList<>()).add(access);
            } else {
                others.add(access);
            }
        }
        var refusals = new HashMap<>(Authorizer.super.refusals(others, sql));
        alike.forEach((demand, some) -> {
            var members = some.stream().map(Access::subject).distinct().toList();
            var gathered =
                    facts.ofConsents(sql, members, demand, context.clock().instant());
            for (var access : some) {
                var verdict = engine.decide(demand, gathered.apply(access.subject()));
                if (!verdict.allowed()) {
                    refusals.put(access, verdict.refusal());
                }
            }
        });
        return refusals;
    }

    @Override
    public void requireLocked(Access access, Tx tx) {
        switch (rules.rule(access)) {
            case Ruling.Settled(var verdict) -> verdict.require();
            case Ruling.Disclosed _ -> gate.require(access, tx);
            case Ruling.Open(var demand) -> requireLocked(access.subject(), demand, tx);
        }
    }

    private void requireLocked(String member, Demand demand, Tx tx) {
        facts.lock(tx, member, demand);
        var standing = demand.ofOthers() ? context.port(MemberStandings.class).locked(tx, member) : Standing.ADULT;
        engine.decide(
                        demand,
                        facts.gather(
                                tx, member, demand, standing, context.clock().instant()))
                .require();
    }

    /** What the engine says, without any effect. */
    Verdict decide(Access access, Sql sql) {
        return switch (rules.rule(access)) {
            case Ruling.Settled(var verdict) -> verdict;
            case Ruling.Disclosed _ -> throw new IllegalArgumentException("a disclosure is explained by its gate");
            case Ruling.Open(var demand) -> engine.decide(demand, gather(access.subject(), demand, sql));
        };
    }

    /** The same for a demand that no access states. */
    Verdict decide(String member, Demand demand, Sql sql) {
        return engine.decide(demand, gather(member, demand, sql));
    }

    private Facts gather(String member, Demand demand, Sql sql) {
        var standing = demand.ofOthers() ? context.port(MemberStandings.class).of(sql, member) : Standing.ADULT;
        return facts.gather(sql, member, demand, standing, context.clock().instant());
    }

    /** The clinics that a decision may be asked about because the member once granted them something. */
    List<String> clinics(Sql sql, String member) {
        return facts.clinics(sql, member);
    }

    /** The consent that every grant stands on, locked against withdrawal. */
    public void requireClinicConsent(Tx tx, String member) {
        requireLocked(member, Demand.consent("clinic-records"), tx);
    }

    /**
     * Returns when something of the member may go to others for the purpose: she consents, her account is in use, and a
     * minor's approval is there. All of it is then locked against change.
     *
     * @throws Problem 403 {@code consent-required}, {@code opt-out-signal}, {@code approval-required} or what is said
     *     of closed accounts
     */
    public void requireHandOut(Tx tx, String member, String purpose) {
        requireLocked(member, Demand.handedOut(purpose), tx);
    }
}
