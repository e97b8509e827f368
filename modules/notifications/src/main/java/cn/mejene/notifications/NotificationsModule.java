package cn.mejene.notifications;

import cn.mejene.kernel.Module;
import cn.mejene.kernel.ModuleContext;
import cn.mejene.kernel.Operations;
import cn.mejene.kernel.Ports;
import cn.mejene.kernel.call.MessagePort;
import cn.mejene.notifications.delivery.AskedAddresses;
import cn.mejene.notifications.delivery.Channel;
import cn.mejene.notifications.delivery.Composer;
import cn.mejene.notifications.delivery.Deliveries;
import cn.mejene.notifications.delivery.PlatformCalls;
import cn.mejene.notifications.inbox.InboxService;
import cn.mejene.notifications.kind.Kinds;
import cn.mejene.notifications.kind.Way;
import cn.mejene.notifications.mail.SmtpProvider;
import cn.mejene.notifications.provider.Guarded;
import cn.mejene.notifications.provider.Route;
import cn.mejene.notifications.sms.AliyunSmsSender;
import cn.mejene.notifications.unsubscribe.UnsubscribeLinks;
import cn.mejene.notifications.unsubscribe.UnsubscribeService;
import cn.mejene.vault.KeyRing;
import java.util.List;
import java.util.Map;

/**
 * What the platform tells people: notices by the kinds that the policy folder declares, and the port through which codes
 * leave.
 */
public final class NotificationsModule implements Module<NotificationsConfig> {
    private static final String MAIL = "smtp";

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
        var kinds = Kinds.load(context.policies());
        var inbox = new InboxService(kinds, context);
        var deliveries = new Deliveries(channels(config, context), context);
        var intake = new NoticeIntake(kinds, inbox, deliveries);
        var links = new UnsubscribeLinks(config.publicUrl(), context.port(KeyRing.class));
        var unsubscribe = new UnsubscribeService(links, deliveries, kinds, new PlatformCalls(context));

        operations.read("notifications.list-inbox", inbox::list);
        operations.read("notifications.ask-unsubscribe", unsubscribe::ask);
        operations.read("notifications.unsubscribe", unsubscribe::unsubscribe);
        kinds.events().forEach(event -> operations.on(event, intake::tell));
        operations.on("identity.child-erased", intake::forget);
        deliveries.serve(operations, kinds, new Composer(kinds, links::link), config.dispatch());
    }

    private static Map<Way, Channel> channels(NotificationsConfig config, ModuleContext context) {
        var mail = new Guarded(
                context.vertx(),
                new SmtpProvider(context.vertx(), context.outbound(), config.mail()),
                "notices",
                config.mail().timeout(),
                context.metrics());
        return Map.of(
                Way.EMAIL,
                new Channel(
                        Way.EMAIL,
                        new AskedAddresses("members.open-email-addresses", MAIL, context),
                        Map.of(MAIL, Route.once(List.of(mail)))));
    }
}
