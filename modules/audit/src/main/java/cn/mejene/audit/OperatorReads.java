package cn.mejene.audit;

import cn.mejene.kernel.ModuleContext;
import cn.mejene.kernel.call.Call;
import cn.mejene.kernel.call.Principal;
import cn.mejene.kernel.data.Tx;
import cn.mejene.kernel.privacy.Access;
import cn.mejene.kernel.privacy.AuditAppender;
import cn.mejene.kernel.privacy.AuditEntry;
import cn.mejene.kernel.privacy.LegalBasis;

/**
 * Logs what operators are about to read by commands that do not run in a node (policy I(C)4): the command leaves a row
 * and reads when a node has entered it. Stateless.
 */
final class OperatorReads {
    private final OperatorReadRepository repository = new OperatorReadRepository();
    private final ModuleContext context;

    OperatorReads(ModuleContext context) {
        this.context = context;
    }

    /** Enters the oldest that waits; answers whether there was one. */
    boolean note() {
        return context.database().transaction(tx -> {
            var asked = repository.takeOldest(tx);
            asked.ifPresent(one -> note(tx, one));
            return asked.isPresent();
        });
    }

    private void note(Tx tx, OperatorReadRepository.Asked asked) {
        var access = new Access(
                Principal.system("operator"),
                "platform",
                Access.Action.READ,
                Access.Resource.of(asked.resourceType(), asked.id()),
                "audit",
                LegalBasis.STATUTORY,
                Call.newTrace().substring(3, 35));
        context.port(AuditAppender.class).append(tx, AuditEntry.allowed(access, asked.command()));
        repository.markNoted(tx, asked.id());
    }
}
