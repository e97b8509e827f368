package cn.mejene.notifications;

import cn.mejene.kernel.ModuleContext;
import cn.mejene.notifications.delivery.AskedAddresses;
import cn.mejene.notifications.delivery.Channel;
import cn.mejene.notifications.delivery.OperatorAddress;
import cn.mejene.notifications.kind.Way;
import cn.mejene.notifications.mail.SmtpProvider;
import cn.mejene.notifications.provider.Guarded;
import cn.mejene.notifications.provider.Provider;
import cn.mejene.notifications.provider.Route;
import cn.mejene.notifications.push.ApnsProvider;
import cn.mejene.notifications.push.FcmProvider;
import cn.mejene.notifications.push.GetuiProvider;
import cn.mejene.notifications.push.JPushProvider;
import cn.mejene.notifications.push.PushTokens;
import cn.mejene.notifications.sms.AliyunSms;
import cn.mejene.notifications.sms.TencentSms;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The ways out that the configuration gives this installation. Codes and notices have connections and breakers of their
 * own, so that neither is held up by the other. Made once.
 */
final class Channels {
    private static final String MAIL = "smtp";
    private static final String SMS = "sms";
    private static final String CODES = "codes";
    private static final String NOTICES = "notices";

    private final NotificationsConfig config;
    private final ModuleContext context;

    Channels(NotificationsConfig config, ModuleContext context) {
        this.config = config;
        this.context = context;
    }

    Route codesBySms() {
        return Route.repeatable(sms(CODES));
    }

    Route codesByMail() {
        return Route.repeatable(List.of(mail(CODES)));
    }

    /** What notices go out by, beside the inbox. */
    Map<Way, Channel> ofNotices(PushTokens tokens) {
        var texts = Map.of(SMS, Route.once(sms(NOTICES)));
        var channels = new HashMap<Way, Channel>();
        channels.put(
                Way.EMAIL,
                new Channel(
                        Way.EMAIL,
                        new OperatorAddress(
                                config.alerts(),
                                MAIL,
                                new AskedAddresses("members.open-email-addresses", MAIL, context)),
                        Map.of(MAIL, Route.once(List.of(mail(NOTICES))))));
        channels.put(
                Way.SMS, new Channel(Way.SMS, new AskedAddresses("identity.open-phone-numbers", SMS, context), texts));
        channels.put(
                Way.GUARDIAN,
                new Channel(Way.GUARDIAN, new AskedAddresses("identity.open-guardian-numbers", SMS, context), texts));
        var routes = new HashMap<String, Route>();
        pushServices()
                .forEach((name, service) -> routes.put(
                        name,
                        Route.once(
                                List.of(guarded(service, NOTICES, config.push().timeout())))));
        channels.put(Way.PUSH, new Channel(Way.PUSH, tokens, routes));
        return channels;
    }

    /** By the name that a device token comes with. */
    Map<String, Provider> pushServices() {
        var push = config.push();
        var outbound = context.outbound();
        var services = new ArrayList<Provider>();
        if (push.jpush() != null) {
            services.add(new JPushProvider(outbound, push.jpush(), push.timeout()));
        }
        if (push.getui() != null) {
            services.add(new GetuiProvider(outbound, push.getui(), push.timeout(), context.clock()));
        }
        if (push.apns() != null) {
            services.add(new ApnsProvider(outbound, push.apns(), push.timeout(), context.clock()));
        }
        if (push.fcm() != null) {
            services.add(new FcmProvider(outbound, push.fcm(), push.timeout(), context.clock()));
        }
        var named = new HashMap<String, Provider>();
        services.forEach(service -> named.put(service.name(), service));
        return named;
    }

    private Guarded mail(String use) {
        return guarded(
                new SmtpProvider(context.vertx(), context.outbound(), config.mail()),
                use,
                config.mail().timeout());
    }

    private List<Guarded> sms(String use) {
        var providers = new ArrayList<Guarded>();
        var aliyun = config.sms().aliyun();
        var tencent = config.sms().tencent();
        if (aliyun != null) {
            providers.add(guarded(new AliyunSms(context.outbound(), aliyun, context.clock()), use, aliyun.timeout()));
        }
        if (tencent != null) {
            providers.add(
                    guarded(new TencentSms(context.outbound(), tencent, context.clock()), use, tencent.timeout()));
        }
        return providers;
    }

    private Guarded guarded(Provider provider, String use, Duration patience) {
        return new Guarded(context.vertx(), provider, use, patience, context.metrics());
    }
}
