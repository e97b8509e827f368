package cn.mejene.notifications;

import cn.mejene.kernel.Module;
import cn.mejene.kernel.ModuleContext;
import cn.mejene.kernel.Operations;
import cn.mejene.kernel.Ports;
import cn.mejene.kernel.call.MessagePort;
import cn.mejene.notifications.inbox.InboxService;
import cn.mejene.notifications.sms.AliyunSmsSender;

/** The inbox, filled from events, and the port through which codes leave. Decides nothing about marketing. */
public final class NotificationsModule implements Module<NotificationsConfig> {

    @Override
    public String name() {
        return "notifications";
    }

    @Override
    public Class<NotificationsConfig> configType() {
        return NotificationsConfig.class;
    }

    @Override
    public void provide(NotificationsConfig config, ModuleContext context, Ports ports) {
        ports.provide(MessagePort.class, new AliyunSmsSender(context.outbound(), config.sms(), context.clock()));
    }

    @Override
    public void serve(NotificationsConfig config, ModuleContext context, Operations operations) {
        var inbox = new InboxService(context);

        operations.read("notifications.list-inbox", inbox::list);
        operations.on("identity.member-registered", inbox::registered);
        operations.on("identity.unusual-sign-in", inbox::unusualSignIn);
        operations.on("identity.came-of-age", inbox::cameOfAge);
        operations.on("identity.child-erased", inbox::erased);
        operations.on("records.record-stored", inbox::recordStored);
        operations.on("records.record-quarantined", inbox::recordQuarantined);
        operations.on("records.confirmation-requested", inbox::confirmationRequested);
        operations.on("consent.data-quarantined", inbox::dataQuarantined);
        operations.on("consent.grant-given", inbox::grantGiven);
        operations.on("consent.grant-revoked", inbox::grantRevoked);
        operations.on("consent.policy-changed", inbox::policyChanged);
        operations.on("audit.incident-notice", inbox::incidentNotice);
    }
}
