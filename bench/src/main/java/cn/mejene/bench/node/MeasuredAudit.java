package cn.mejene.bench.node;

import cn.mejene.audit.AuditConfig;
import cn.mejene.audit.AuditModule;
import cn.mejene.audit.sequence.LogKey;
import cn.mejene.audit.sequence.TransparencyLog;
import cn.mejene.kernel.Module;
import cn.mejene.kernel.ModuleContext;
import cn.mejene.kernel.Operations;
import cn.mejene.kernel.Ports;
import cn.mejene.kernel.config.ConfigException;
import cn.mejene.kernel.privacy.AuditAppender;
import cn.mejene.kernel.privacy.EvidenceLog;
import cn.mejene.kernel.privacy.ListApprovals;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** The audit module, with a switch before its log and a {@link Panel} that works it. */
public final class MeasuredAudit implements Module<AuditConfig> {
    private final AuditModule audit = new AuditModule();
    private final AtomicReference<@Nullable SwitchedLog> log = new AtomicReference<>();

    @Override
    public String name() {
        return audit.name();
    }

    @Override
    public Class<AuditConfig> configType() {
        return audit.configType();
    }

    @Override
    public void provide(AuditConfig config, ModuleContext context, Ports ports) {
        if (!context.development()) {
            throw new ConfigException("node.profile: what measures a node is for the dev profile only");
        }
        var own = new Ports();
        audit.provide(config, context, own);
        var switched = new SwitchedLog(own.get(AuditAppender.class));
        log.set(switched);
        ports.provide(AuditAppender.class, switched);
        ports.provide(ListApprovals.class, own.get(ListApprovals.class));
        ports.provide(EvidenceLog.class, own.get(EvidenceLog.class));
    }

    @Override
    public void prepare(AuditConfig config, ModuleContext context) {
        audit.prepare(config, context);
    }

    @Override
    public void serve(AuditConfig config, ModuleContext context, Operations operations) {
        audit.serve(config, context, operations);
        var switched = log.get();
        if (switched == null) {
            throw new IllegalStateException("nothing was provided");
        }
        var proofs = new TransparencyLog(context, new LogKey(context, config.origin()));
        new Panel(context, switched, proofs).listen(Integer.getInteger("mejene.bench.panel", 0));
    }
}
