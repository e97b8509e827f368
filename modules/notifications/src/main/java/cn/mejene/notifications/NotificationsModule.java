package cn.mejene.notifications;

import cn.mejene.kernel.Module;
import cn.mejene.kernel.ModuleContext;
import cn.mejene.kernel.Operations;
import cn.mejene.kernel.Ports;
import cn.mejene.kernel.call.MessagePort;
import cn.mejene.notifications.campaign.Announcements;
import cn.mejene.notifications.campaign.CampaignService;
import cn.mejene.notifications.delivery.Composer;
import cn.mejene.notifications.delivery.DeadLetters;
import cn.mejene.notifications.delivery.Deliveries;
import cn.mejene.notifications.delivery.Lane;
import cn.mejene.notifications.delivery.PlatformCalls;
import cn.mejene.notifications.inbox.InboxService;
import cn.mejene.notifications.kind.Kinds;
import cn.mejene.notifications.push.PushTokens;
import cn.mejene.notifications.sms.SmsWebhooks;
import cn.mejene.notifications.unsubscribe.UnsubscribeLinks;
import cn.mejene.notifications.unsubscribe.UnsubscribeService;
import cn.mejene.vault.KeyRing;
import java.time.Duration;

/**
 * What the platform tells people: notices by the kinds that the policy folder declares, announcements of staff, and the
 * port through which codes leave.
 */
public final class NotificationsModule implements Module<NotificationsConfig> {
    private static final Duration SPREADING = Duration.ofMillis(500);

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
        var channels = new Channels(config, context);
        var kinds = Kinds.load(context.policies());
        ports.provide(MessagePort.class, new CodeSender(channels.codesBySms(), channels.codesByMail(), kinds));
    }

    @Override
    public void serve(NotificationsConfig config, ModuleContext context, Operations operations) {
        var kinds = Kinds.load(context.policies());
        var announcements = new Announcements(context.database());
        var inbox = new InboxService(kinds, announcements, context);
        var channels = new Channels(config, context);
        var tokens = new PushTokens(channels.pushServices().keySet(), context);
        var deliveries = new Deliveries(channels.ofNotices(tokens), context);
        var links = new UnsubscribeLinks(config.publicUrl(), context.port(KeyRing.class));
        var composer = new Composer(kinds, announcements::text, links::link);

        operations.read("notifications.list-inbox", inbox::list);
        operations.read("notifications.put-push-token", tokens::put);
        operations.read("notifications.delete-push-token", tokens::delete);
        operations.on("consent.consent-withdrawn", tokens::withdrawn);
        serveIntake(operations, kinds, new NoticeIntake(kinds, inbox, deliveries, tokens));
        serveUnsubscribing(
                config, context, operations, new UnsubscribeService(links, deliveries, kinds, context), deliveries);
        serveStaff(context, operations, new CampaignService(kinds, deliveries, new PlatformCalls(context), context));
        deliveries.serve(operations, new Lane.Contents(kinds, composer, inbox::announce), config.dispatch());
    }

    private static void serveIntake(Operations operations, Kinds kinds, NoticeIntake intake) {
        kinds.events().forEach(event -> operations.on(event, intake::tell));
        operations.on("identity.child-erased", intake::forget);
    }

    private static void serveUnsubscribing(
            NotificationsConfig config,
            ModuleContext context,
            Operations operations,
            UnsubscribeService unsubscribe,
            Deliveries deliveries) {
        var webhooks = new SmsWebhooks(config.sms(), context.development(), deliveries, new PlatformCalls(context));
        operations.read("notifications.ask-unsubscribe", unsubscribe::ask);
        operations.read("notifications.unsubscribe", unsubscribe::unsubscribe);
        operations.read("notifications.sms-reply", webhooks::replies);
        operations.read("notifications.sms-receipt", webhooks::receipts);
    }

    private static void serveStaff(ModuleContext context, Operations operations, CampaignService campaigns) {
        var dead = new DeadLetters(context);
        operations.read("notifications.list-dead-letters", dead::list);
        operations.write("notifications.replay-dead-letter", dead::replay);
        operations.write("notifications.begin-campaign", campaigns::begin);
        operations.read("notifications.get-campaign", campaigns::progress);
        operations.background("notifications.spread-campaigns", SPREADING, campaigns::spread);
    }
}
