package cn.mejene.notifications.unsubscribe;

import cn.mejene.kernel.ModuleContext;
import cn.mejene.kernel.Problem;
import cn.mejene.kernel.call.Answer;
import cn.mejene.kernel.call.Call;
import cn.mejene.kernel.call.Language;
import cn.mejene.notifications.delivery.Deliveries;
import cn.mejene.notifications.delivery.Deliveries.Origin;
import cn.mejene.notifications.delivery.PlatformCalls;
import cn.mejene.notifications.kind.Kinds;
import cn.mejene.notifications.kind.Nature;
import io.vertx.core.buffer.Buffer;
import java.util.Map;

/**
 * Ends what a message belongs to for whoever holds its link: marketing by every channel, or service messages by the one
 * the message came by (policy I(F)3). Doing it again changes nothing. Stateless.
 */
public final class UnsubscribeService {
    private static final Map<Language, String> PAGES = Map.of(
            Language.ZH_HANS, page("zh-Hans", "退订", "不再接收此类消息？", "退订"),
            Language.EN, page("en", "Unsubscribe", "No more messages of this kind?", "Unsubscribe"));

    private final UnsubscribeLinks links;
    private final Deliveries deliveries;
    private final Kinds kinds;
    private final PlatformCalls calls;

    private record Unwanted(String memberId, String nature, String channel) {}

    private record Done(String unsubscribed) {}

    public UnsubscribeService(UnsubscribeLinks links, Deliveries deliveries, Kinds kinds, ModuleContext context) {
        this.links = links;
        this.deliveries = deliveries;
        this.kinds = kinds;
        this.calls = new PlatformCalls(context);
    }

    /** A page with one button: who follows a link has not decided yet, and mail scanners follow links too. */
    public Answer ask(Call call) {
        origin(call);
        var page = PAGES.getOrDefault(Language.of(call), "");
        return new Answer(200, Map.of("Content-Type", "text/html; charset=utf-8"), Buffer.buffer(page));
    }

    /** The one click (RFC 8058). */
    public Answer unsubscribe(Call call) {
        var origin = origin(call);
        var nature = kinds.kind(origin.kind()).nature() == Nature.MARKETING ? "marketing" : "service";
        calls.ask(
                "members.unsubscribe",
                new Unwanted(origin.memberId(), nature, origin.way().word()));
        return Answer.ok(new Done(nature));
    }

    private Origin origin(Call call) {
        return links.delivery(call.path("token"))
                .flatMap(deliveries::origin)
                .orElseThrow(() -> Problem.notFound("link"));
    }

    private static String page(String language, String title, String question, String button) {
        return """
                <!DOCTYPE html><html lang="%s"><meta charset="utf-8">\
                <meta name="viewport" content="width=device-width"><title>%s</title>\
                <form method="post"><p>%s</p><button>%s</button></form></html>
                """.formatted(language, title, question, button);
    }
}
