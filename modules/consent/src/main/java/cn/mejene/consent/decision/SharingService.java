package cn.mejene.consent.decision;

import cn.mejene.consent.purpose.Catalogue;
import cn.mejene.kernel.ModuleContext;
import cn.mejene.kernel.Problem;
import cn.mejene.kernel.call.Answer;
import cn.mejene.kernel.call.Call;
import cn.mejene.kernel.outbound.ThirdParties;
import cn.mejene.kernel.outbound.ThirdParties.ThirdParty;
import cn.mejene.kernel.privacy.Access;
import cn.mejene.kernel.privacy.Access.Action;
import cn.mejene.kernel.privacy.Access.Resource;
import cn.mejene.kernel.privacy.AuditAppender;
import cn.mejene.kernel.privacy.AuditEntry;
import cn.mejene.kernel.privacy.LegalBasis;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * Says whose objection stops the platform from handing something to a third party that neither contract nor law needs
 * (policy II(C)1), and has each that is stopped logged as refused. Stateless.
 */
public final class SharingService {
    private static final String STOPPED = "blocked-by-opt-out-signal";

    private final FactsRepository facts = new FactsRepository();
    private final ThirdParties thirdParties;
    private final Catalogue catalogue;
    private final PolicyEngine engine;
    private final ModuleContext context;

    /**
     * @param purpose what the platform's module acts for
     * @param recipients members by the third party that is about to be given something of theirs
     */
    private record Sharing(String purpose, Map<String, List<String>> recipients) {}

    private record Objecting(TreeSet<String> memberIds) {}

    public SharingService(ModuleContext context) {
        this.thirdParties = ThirdParties.load(context.policies());
        this.catalogue = Catalogue.load(context.policies());
        this.engine = new PolicyEngine(catalogue);
        this.context = context;
    }

    /** Serves {@code consent.stop-sharing}: whose may not be handed over; that it was stopped is logged before the answer. */
    public Answer stop(Call call) {
        if (!call.principal().isSystem()) {
            throw Problem.forbidden("Only the platform asks what it may share.");
        }
        var sharing = call.body(Sharing.class);
        var stopped = new TreeSet<String>();
        sharing.recipients().forEach((recipient, members) -> {
            var party = thirdParties.find(recipient).orElseThrow(() -> Problem.notFound("recipient"));
            stopped.addAll(objecting(party, sharing.purpose(), members));
        });
        var entries = new ArrayList<AuditEntry>();
        stopped.forEach(member -> entries.add(refusal(call, member, sharing.purpose())));
        if (!entries.isEmpty()) {
            context.port(AuditAppender.class).record(entries);
        }
        return Answer.ok(new Objecting(stopped));
    }

    private List<String> objecting(ThirdParty party, String purpose, List<String> members) {
        if (party.necessary()) {
            return List.of();
        }
        var named = catalogue.find(purpose).filter(one -> one.recipients().contains(party.id()));
        var demand = Demand.consent(purpose);
        var gathered = facts.ofConsents(
                context.database(), members, demand, context.clock().instant());
        return members.stream()
                .filter(member -> engine.isSharingStopped(named, gathered.apply(member)))
                .toList();
    }

    /** The same of one member, asked only to be told. */
    boolean isStopped(ThirdParty party, String purpose, String member) {
        return !objecting(party, purpose, List.of(member)).isEmpty();
    }

    private static AuditEntry refusal(Call call, String member, String purpose) {
        var access = new Access(
                call.principal(),
                member,
                Action.READ,
                Resource.of("sharing"),
                purpose,
                LegalBasis.CONTRACT,
                call.traceId());
        return AuditEntry.refused(access, call.operation(), STOPPED);
    }
}
